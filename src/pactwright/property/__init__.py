"""Property tests that travel: what follows from a pact and an API document, kept and replayed."""
