"""Where links may lead, and ways out to the network that keep to it."""

from core.net.links import check_link, check_receiver, source_of

__all__ = ["check_link", "check_receiver", "source_of"]
