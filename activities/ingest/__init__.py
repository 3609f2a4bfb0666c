"""Bring a recording in, see what it is, and make the working copies that every step reads.

Takes    a path or a link
Gives    the source, its properties, a small proxy of its picture, its sound
Runs on  cpu
"""

from activities.ingest.contract import IngestRequest, IngestResult

__all__ = ["IngestRequest", "IngestResult"]
