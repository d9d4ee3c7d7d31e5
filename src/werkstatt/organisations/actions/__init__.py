"""What can be done with towns, offices and memberships."""

from werkstatt.organisations.actions.circle import add_circle, remove_circle, rename_circle, set_circle_members
from werkstatt.organisations.actions.membership import (
    Invitation,
    add_member,
    hand_over_link,
    invite,
    invite_again,
    leave_all,
    needs_password,
    remove_member,
    withdraw,
)
from werkstatt.organisations.actions.municipality import (
    add_town,
    add_unit,
    change_brand,
    change_conduct_rules,
    rename_unit,
)

__all__ = [
    "Invitation",
    "add_circle",
    "add_member",
    "add_town",
    "add_unit",
    "change_brand",
    "change_conduct_rules",
    "hand_over_link",
    "invite",
    "invite_again",
    "leave_all",
    "needs_password",
    "remove_circle",
    "remove_member",
    "rename_circle",
    "rename_unit",
    "set_circle_members",
    "withdraw",
]
