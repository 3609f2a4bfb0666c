"""Turn speech into words with times.

Takes    the sound of a recording, 16 kHz mono, or what somebody wrote down for it
Gives    its transcript: words, sentences, languages
Runs on  gpu-asr where there is one, else cpu
"""

from activities.transcribe.contract import AlignRequest, TranscribeRequest, TranscribeResult

__all__ = ["AlignRequest", "TranscribeRequest", "TranscribeResult"]
