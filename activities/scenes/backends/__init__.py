"""Scene detectors, one library a file. They are reached through the catalogue only."""
