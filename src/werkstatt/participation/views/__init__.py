"""Pages of participation: contributing and its receipt for everybody, phases and places for staff."""
