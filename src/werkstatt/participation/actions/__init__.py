"""What can be done in participation: one verb function each."""

from werkstatt.participation.actions.author import edit_own, may_withdraw, why_not_editable, withdraw_own
from werkstatt.participation.actions.contact import (
    confirm_address,
    end_contact,
    leave_address,
    waiting_with,
)
from werkstatt.participation.actions.contribution import Place, Prepared, Submission, prepare, submit
from werkstatt.participation.actions.moderation import advance, merge_into, publish, withdraw, withhold
from werkstatt.participation.actions.motion import change_motion, move, withdraw_motion
from werkstatt.participation.actions.objection import answer_objection, object_to
from werkstatt.participation.actions.phase import change_end, open_phase
from werkstatt.participation.actions.placement import (
    carry_over_remarks,
    confirm_place,
    confirm_places,
    dismiss_place,
    dismiss_places,
    reopen_place,
    reopen_places,
)
from werkstatt.participation.actions.support import may_support, support, take_support_back

__all__ = [
    "Place",
    "Prepared",
    "Submission",
    "advance",
    "answer_objection",
    "carry_over_remarks",
    "change_end",
    "change_motion",
    "confirm_address",
    "confirm_place",
    "confirm_places",
    "dismiss_place",
    "dismiss_places",
    "edit_own",
    "end_contact",
    "leave_address",
    "may_support",
    "may_withdraw",
    "merge_into",
    "move",
    "object_to",
    "open_phase",
    "prepare",
    "publish",
    "reopen_place",
    "reopen_places",
    "submit",
    "support",
    "take_support_back",
    "waiting_with",
    "why_not_editable",
    "withdraw",
    "withdraw_motion",
    "withdraw_own",
    "withhold",
]
