"""Processes that do the work: ``python -m workers POOL``."""
