"""Find where the picture cuts.

Takes    the proxy of a recording
Gives    its scenes, end to end
Runs on  cpu
"""

from activities.scenes.contract import DetectScenesRequest, DetectScenesResult

__all__ = ["DetectScenesRequest", "DetectScenesResult"]
