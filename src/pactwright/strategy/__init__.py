"""Matching rules turned into Hypothesis strategies: what a pact allows beyond its examples."""
