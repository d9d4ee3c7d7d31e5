"""From the figures of a result to what a page shows: geometry in plain Python, words in German.

Nothing in here computes a map or needs numpy: whatever a page shows was computed and stored before.
"""
