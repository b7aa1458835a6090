"""The project on disk: configuration and files; the only reader and writer of files."""
