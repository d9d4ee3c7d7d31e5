"""What can be done with towns, offices and memberships."""

from werkstatt.organisations.actions.membership import add_member
from werkstatt.organisations.actions.municipality import add_town, add_unit

__all__ = ["add_member", "add_town", "add_unit"]
