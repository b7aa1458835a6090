"""What consumers use of API documents in every format; pure: values in, text out."""
