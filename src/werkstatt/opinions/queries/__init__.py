"""Reads of the opinions context."""
