"""The rules: one family a module, each a few values and the check that notes them."""
