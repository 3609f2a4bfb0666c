"""What a job found and made, on paper."""
