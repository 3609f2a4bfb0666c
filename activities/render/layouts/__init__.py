"""Layouts, one per file."""
