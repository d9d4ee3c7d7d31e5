"""The invented demo towns, loaded through the actions of the contexts."""
