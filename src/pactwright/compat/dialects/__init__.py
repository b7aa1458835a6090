"""The dialects of documents: one module each, one line here."""
