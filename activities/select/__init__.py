"""Choose the moments that become clips.

Takes    a transcript, scenes and sound
Gives    the best moments with scores, titles, descriptions and tags
Runs on  cpu
"""

from activities.select.contract import SelectRequest, SelectResult

__all__ = ["SelectRequest", "SelectResult"]
