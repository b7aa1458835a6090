"""The service that keeps the widgets."""
