"""Build a clip from its plan.

Takes    a clip plan; for a thumbnail also the faces of the source
Gives    the clip as MP4, its captions as ASS, the spec it was built from; a JPEG
Runs on  render
"""

from activities.render.contract import (
    RenderRequest,
    RenderResult,
    ThumbnailRequest,
    ThumbnailResult,
)

__all__ = [
    "RenderRequest",
    "RenderResult",
    "ThumbnailRequest",
    "ThumbnailResult",
]
