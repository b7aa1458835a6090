"""What consumers use of an API document, and what a change of it does to each of them."""
