"""Ways to run ClippedAI. Each composes the same workers and workflows."""
