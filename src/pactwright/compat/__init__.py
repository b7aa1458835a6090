"""Whether one version of an API document may take the place of another."""
