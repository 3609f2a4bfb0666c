"""What is done with the keys of an installation, wherever they lie."""

from core.crypto.opening import open_keys
from core.crypto.protocol import Digest, Keys
from core.crypto.trial import try_out

__all__ = ["Digest", "Keys", "open_keys", "try_out"]
