"""What can be done with points, verdicts and answers: one verb function each."""

from werkstatt.assessment.actions.assessment import Given, VerdictConflict, assess, assess_all
from werkstatt.assessment.actions.point import (
    Part,
    assign,
    edit_point,
    remove_point,
    split,
    whole_as_point,
    wording_point,
)
from werkstatt.assessment.actions.reply import answer_revision, close, release, reopen, withdraw
from werkstatt.assessment.actions.text_change import (
    accept_suggestion,
    change_text,
    decline_suggestion,
    insert_text,
    strike_text,
    take_back_change,
)

__all__ = [
    "Given",
    "Part",
    "VerdictConflict",
    "accept_suggestion",
    "answer_revision",
    "assess",
    "assess_all",
    "assign",
    "change_text",
    "close",
    "decline_suggestion",
    "edit_point",
    "insert_text",
    "release",
    "remove_point",
    "reopen",
    "split",
    "strike_text",
    "take_back_change",
    "whole_as_point",
    "withdraw",
    "wording_point",
]
