"""Pact files: bytes to values, values to canonical bytes, and their merge."""
