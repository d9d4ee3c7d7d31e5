"""The public site. No page here looks at who is asking: session, messages and form tokens stay untouched."""
