"""From the figures of a result to what a page shows: geometry in plain Python, words in German.

Nothing in here asks the database, and nothing needs numpy: the pages are drawn by web processes that stay small.
"""
