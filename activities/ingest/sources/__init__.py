"""How recordings reach us, one way a file."""
