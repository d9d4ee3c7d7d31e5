"""What can be done with accounts."""

from werkstatt.accounts.actions.people import add_person

__all__ = ["add_person"]
