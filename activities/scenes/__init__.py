"""Find where the picture cuts.

Takes    the small picture of each part of a recording
Gives    its scenes, end to end; fades, darkness, stills and black bars
Runs on  cpu
"""

from activities.scenes.contract import DetectScenesRequest, DetectScenesResult

__all__ = ["DetectScenesRequest", "DetectScenesResult"]
