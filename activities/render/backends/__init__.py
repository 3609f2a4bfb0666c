"""Engines that look at the picture of a clip, one in each file."""
