"""The client of a broker: publish, verify, record, ask."""
