"""Provider verification: a plan of interactions, replayed against a real service."""
