"""Tell who speaks when, and join the voices with the words and the faces.

Takes    the sound of a recording or of a part of it, 16 kHz mono; then its words and faces
Gives    its voices and their turns; words with speakers; faces that speak when their voice does
Runs on  gpu-asr where there is one, else cpu; joining runs on cpu
"""

from activities.diarize.contract import (
    AttributeRequest,
    AttributeResult,
    DiarizeRequest,
    DiarizeResult,
)

__all__ = ["AttributeRequest", "AttributeResult", "DiarizeRequest", "DiarizeResult"]
