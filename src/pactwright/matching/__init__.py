"""The judgement of the specification: what came against what a pact expects."""
