"""What the sound of a clip is made of: each file does one thing to samples."""
