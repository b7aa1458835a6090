"""The broker's HTTP face: the Pact Broker's API over any store."""
