"""A pact against an API document: what fits, what does not, and what may not."""
