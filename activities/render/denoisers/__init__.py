"""Ways to take noise out of speech, one in each file."""
