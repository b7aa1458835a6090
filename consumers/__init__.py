"""The clients of the repository, as their teams write and test them."""
