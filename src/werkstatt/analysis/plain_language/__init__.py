"""Klartext: which sentences of a German text are hard, why, and how to mend them."""
