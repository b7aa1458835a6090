"""The adapters of the broker's port to its memory."""
