"""Django's PostgreSQL, told for whom each statement runs (`ENGINE` in config.environment)."""
