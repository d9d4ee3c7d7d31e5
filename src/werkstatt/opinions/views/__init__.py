"""Pages of the opinions context."""
