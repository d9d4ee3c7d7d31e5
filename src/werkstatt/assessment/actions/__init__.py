"""What can be done with points, verdicts and answers: one verb function each."""

from werkstatt.assessment.actions.assessment import Given, VerdictConflict, assess, assess_all, take_back_verdict
from werkstatt.assessment.actions.assignment import (
    assign,
    assign_all,
    assign_contribution,
    move_from_dissolved,
    usual_deadline,
)
from werkstatt.assessment.actions.guard import WorkConflict, work_revision
from werkstatt.assessment.actions.many import (
    Outcome,
    Seen,
    Stopped,
    assess_many,
    assign_many,
    merge_many,
    publish_many,
    release_many,
    undo_many,
)
from werkstatt.assessment.actions.moderation import merge, publish, withhold
from werkstatt.assessment.actions.point import (
    Part,
    edit_point,
    extend_point,
    merge_points,
    remove_point,
    split,
    whole_as_point,
    wording_point,
)
from werkstatt.assessment.actions.presence import be_here, forget_who_left
from werkstatt.assessment.actions.reminder import remind, remind_of_deadlines
from werkstatt.assessment.actions.reply import answer_revision, close, release, reopen, withdraw
from werkstatt.assessment.actions.saved_filter import remove_filter, rename_filter, save_filter
from werkstatt.assessment.actions.text_change import (
    accept_suggestion,
    change_text,
    decline_suggestion,
    insert_text,
    strike_text,
    take_back_change,
)
from werkstatt.assessment.actions.text_module import raise_module, remove_module, save_module

__all__ = [
    "Given",
    "Outcome",
    "Part",
    "Seen",
    "Stopped",
    "VerdictConflict",
    "WorkConflict",
    "accept_suggestion",
    "answer_revision",
    "assess",
    "assess_all",
    "assess_many",
    "assign",
    "assign_all",
    "assign_contribution",
    "assign_many",
    "be_here",
    "change_text",
    "close",
    "decline_suggestion",
    "edit_point",
    "extend_point",
    "forget_who_left",
    "insert_text",
    "merge",
    "merge_many",
    "merge_points",
    "move_from_dissolved",
    "publish",
    "publish_many",
    "raise_module",
    "release",
    "release_many",
    "remind",
    "remind_of_deadlines",
    "remove_filter",
    "remove_module",
    "remove_point",
    "rename_filter",
    "reopen",
    "save_filter",
    "save_module",
    "split",
    "strike_text",
    "take_back_change",
    "take_back_verdict",
    "undo_many",
    "usual_deadline",
    "whole_as_point",
    "withdraw",
    "withhold",
    "wording_point",
    "work_revision",
]
