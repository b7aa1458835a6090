"""The values that travel between the parts of pactwright."""
