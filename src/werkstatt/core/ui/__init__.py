"""What pages are built from: colours of a town, number tags, verdicts, differences, form fields, dates.

Pure functions that return text; the template tags in ``core/templatetags/ui.py`` only give them their names.
"""
