"""The walk over two API documents, part beside part; rules note what differs."""
