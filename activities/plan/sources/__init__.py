"""Where footage to show over the speech comes from, one place in each file."""
