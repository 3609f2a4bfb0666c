"""Caption styles, one per file."""
