"""The service that keeps clients, deals and payments."""
