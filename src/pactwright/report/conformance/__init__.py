"""Reports of pacts beside API documents, one module a format."""
