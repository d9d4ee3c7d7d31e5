"""What can be done with accounts."""

from werkstatt.accounts.actions.invitations import (
    accept_with_password,
    forget_uninvited,
    issue_link,
    take_invitation,
    withdraw_invitation,
)
from werkstatt.accounts.actions.own import change_profile, end_sign_in, end_sign_ins, erase
from werkstatt.accounts.actions.people import add_person

__all__ = [
    "accept_with_password",
    "add_person",
    "change_profile",
    "end_sign_in",
    "end_sign_ins",
    "erase",
    "forget_uninvited",
    "issue_link",
    "take_invitation",
    "withdraw_invitation",
]
