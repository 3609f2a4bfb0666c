"""Face detectors, one model a file. They are reached through the catalogue only."""
