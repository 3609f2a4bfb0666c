"""Choose the moments that become clips.

Takes    a transcript, topics, scenes, sound, faces and what the person asks for
Gives    the best moments with scores, reasons, titles, descriptions, tags and warnings
Runs on  cpu
"""

from activities.select.contract import SelectRequest, SelectResult

__all__ = ["SelectRequest", "SelectResult"]
