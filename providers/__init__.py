"""The repository's own services, verified against the pacts of its own consumers."""
