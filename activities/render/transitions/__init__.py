"""Ways from one span of a clip to the next, one in each file."""
