"""What communication does when something happens below."""
