"""Results as text, JSON and JUnit XML; pure: values in, text out."""
