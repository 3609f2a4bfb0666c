"""Bring a recording in, and make the small copies that the analysis reads.

Takes    a file or a link; then each part of what was fetched
Gives    the stored source and its parts; then a small picture and plain sound of each
Runs on  cpu
"""

from activities.ingest.contract import IngestRequest, IngestResult, PrepareRequest, PrepareResult

__all__ = ["IngestRequest", "IngestResult", "PrepareRequest", "PrepareResult"]
