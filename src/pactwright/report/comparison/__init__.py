"""Comparisons of documents in every format; pure: values in, text out."""
