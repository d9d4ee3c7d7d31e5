"""Pure analysis of texts: no Django, no files, no clock."""
