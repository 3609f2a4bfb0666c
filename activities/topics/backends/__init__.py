"""What makes vectors of sentences, one model a file. Reached through the catalogue only."""
