"""Who may do what with mails and subscriptions."""
