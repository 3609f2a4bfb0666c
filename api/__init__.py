"""The REST API: reads the database; starts, signals, updates and queries workflows."""
