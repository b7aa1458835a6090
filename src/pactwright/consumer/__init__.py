"""Consumer tests: declared interactions, their mocks, and the pact that they amount to."""
