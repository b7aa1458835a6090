"""Property tests that follow from a pact and an API document: their file, making and replay."""
