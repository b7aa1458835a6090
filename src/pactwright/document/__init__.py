"""API documents as text: bytes in, plain JSON values out, and lines for the places in them."""
