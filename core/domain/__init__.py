"""The values that travel between rooms: frozen, small, and free of any library but pydantic."""
