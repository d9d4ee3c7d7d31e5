"""Reads of the assessment context: ``desk`` for those who answer, ``thread`` and ``changes`` for everybody."""
