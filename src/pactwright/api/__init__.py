"""The functions of the package: what the commands do, as plain calls."""
