"""Video encoders, one per file."""
