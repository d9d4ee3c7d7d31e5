"""Entries in the menus."""
