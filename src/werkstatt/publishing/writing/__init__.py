"""Files about a phase: the synopsis for people, tables and JSON for machines. Each is written as it is read."""
