"""The contract broker: what is published, what was verified, and what may be deployed."""
