"""The consumer half of the pytest plugin."""
