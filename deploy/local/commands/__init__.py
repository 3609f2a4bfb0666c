"""The commands of ``clippedai``, one file per area."""
