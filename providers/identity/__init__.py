"""The service that signs people in and hands out tokens."""
