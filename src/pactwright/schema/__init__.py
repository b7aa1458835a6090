"""Whether every value one JSON schema admits is admitted by another, proven or refuted."""
