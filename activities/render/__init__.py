"""Build a clip from its plan.

Takes    a clip plan; for a thumbnail also the faces of the source; or a file of an editing program
Gives    the clip as MP4, its captions as ASS, the spec it was built from; a JPEG; or a file for
         editing programs, and what one changed
Runs on  render, and cpu for editing programs
"""

from activities.render.contract import (
    CheckPlanRequest,
    ReadCutRequest,
    ReadCutResult,
    RenderRequest,
    RenderResult,
    ThumbnailRequest,
    ThumbnailResult,
    WriteCutRequest,
    WriteCutResult,
)

__all__ = [
    "CheckPlanRequest",
    "ReadCutRequest",
    "ReadCutResult",
    "RenderRequest",
    "RenderResult",
    "ThumbnailRequest",
    "ThumbnailResult",
    "WriteCutRequest",
    "WriteCutResult",
]
