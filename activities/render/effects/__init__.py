"""What can be done to the picture of a clip after it is laid out, one effect in each file."""
