"""Strategiewerkstatt: municipal digital strategies, from every voice to what became of it."""

__version__ = "0.1.0"
