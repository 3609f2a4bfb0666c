"""What makes a clip somebody's own: its opening words, logo, watermark and outro."""
