"""The text engine: document model, word diff, anchors, carrying over, merge.

Pure code: strings and frozen dataclasses in, frozen dataclasses out. No Django, no files, no clock.
"""
