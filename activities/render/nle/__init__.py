"""A clip for editing programs, and back: files that they open, and plans from files they wrote."""
