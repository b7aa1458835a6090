"""The provider half of the pytest plugin."""
