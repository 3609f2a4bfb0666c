"""Keep the memory of a long run flat."""

import ctypes


def give_back() -> None:
    """Give free memory back to the system, where the C library can (glibc).

    Packets and pictures are aligned blocks, and glibc before 2.38 does not find the hole of
    one for the next one of its size (its bug 14581): an hour of video can leave 900 MB of
    holes between what is kept. Elsewhere nothing happens.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
