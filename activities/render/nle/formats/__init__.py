"""Formats of editing programs, one per file."""
