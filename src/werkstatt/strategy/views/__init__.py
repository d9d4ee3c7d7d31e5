"""Staff pages of the text: strategies, import, versions, the editor."""
