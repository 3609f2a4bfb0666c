"""What tells who speaks, one engine a file. They are reached through the catalogue only."""
