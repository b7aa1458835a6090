"""The broker's web pages: rendered here, readable without scripts, fonts or a network."""
