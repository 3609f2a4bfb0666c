"""The recording that ``make demo`` clips when no other is given.

Takes: the committed speech of a conversation, and two portraits of the model store.
Gives: ``sample.mp4``, 1280x720 with sound, and beside it the truth about it.
"""

from deploy.local.sample.recording import ensure
from deploy.local.sample.truth import ShownFace, ShownShot, Truth, truth

__all__ = ["ShownFace", "ShownShot", "Truth", "ensure", "truth"]
