"""Verbs of the opinions context, one a function."""

from werkstatt.opinions.actions.forgetting import erase_participant, forget_secrets
from werkstatt.opinions.actions.setting_up import change_map, set_up_map
from werkstatt.opinions.actions.statements import (
    add_statements,
    edit_statement,
    move_statement,
    propose_statement,
    publish_statement,
    retire_statement,
    withhold_statement,
)
from werkstatt.opinions.actions.vote import cast_vote

__all__ = [
    "add_statements",
    "cast_vote",
    "change_map",
    "edit_statement",
    "erase_participant",
    "forget_secrets",
    "move_statement",
    "propose_statement",
    "publish_statement",
    "retire_statement",
    "set_up_map",
    "withhold_statement",
]
