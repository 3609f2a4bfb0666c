"""What tells the kinds of sound apart, one file each. Reached through the catalogue."""
