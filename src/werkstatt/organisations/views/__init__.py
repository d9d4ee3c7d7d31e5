"""Pages of a town's organisation, and the two decorators that bind a view to a town."""
