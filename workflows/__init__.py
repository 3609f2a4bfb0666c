"""What happens, in order. No I/O, no clock, no libraries."""
