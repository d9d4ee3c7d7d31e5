"""What can be done: one verb function each."""
