"""What can be done with points, verdicts and answers: one verb function each."""

from werkstatt.assessment.actions.assessment import assess
from werkstatt.assessment.actions.point import Part, assign, split, whole_as_point
from werkstatt.assessment.actions.reply import close, release
from werkstatt.assessment.actions.text_change import (
    accept_suggestion,
    change_text,
    decline_suggestion,
    insert_text,
    strike_text,
)

__all__ = [
    "Part",
    "accept_suggestion",
    "assess",
    "assign",
    "change_text",
    "close",
    "decline_suggestion",
    "insert_text",
    "release",
    "split",
    "strike_text",
    "whole_as_point",
]
