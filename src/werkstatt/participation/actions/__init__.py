"""What can be done in participation: one verb function each."""

from werkstatt.participation.actions.contribution import Place, submit
from werkstatt.participation.actions.moderation import advance, merge_into, publish, withdraw, withhold
from werkstatt.participation.actions.phase import change_end, open_phase
from werkstatt.participation.actions.placement import carry_over_remarks, confirm_place, dismiss_place, reopen_place

__all__ = [
    "Place",
    "advance",
    "carry_over_remarks",
    "change_end",
    "confirm_place",
    "dismiss_place",
    "merge_into",
    "open_phase",
    "publish",
    "reopen_place",
    "submit",
    "withdraw",
    "withhold",
]
