"""Tell what a recording sounds like.

Takes    the sound of a recording or of a part of it, 16 kHz mono; or music
Gives    its level, loudness, silences, speech, music, beats, and what the room does:
         laughter, applause, cheers, shouts and peaks
Runs on  cpu
"""

from activities.listen.contract import (
    HearBeatsRequest,
    HearBeatsResult,
    ListenRequest,
    ListenResult,
)

__all__ = ["HearBeatsRequest", "HearBeatsResult", "ListenRequest", "ListenResult"]
