"""Measure what the sound of a recording does.

Takes    the sound of a recording, 16 kHz mono
Gives    its level, loudness, silences, laughter, applause and peaks
Runs on  cpu
"""

from activities.listen.contract import ListenRequest, ListenResult

__all__ = ["ListenRequest", "ListenResult"]
