"""Turn speech into words with times.

Takes    the sound of a recording, 16 kHz mono
Gives    its transcript: words, sentences, language
Runs on  gpu-asr where there is one, else cpu
"""

from activities.transcribe.contract import TranscribeRequest, TranscribeResult

__all__ = ["TranscribeRequest", "TranscribeResult"]
