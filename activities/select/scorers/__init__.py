"""What makes a moment good, one opinion per file."""
