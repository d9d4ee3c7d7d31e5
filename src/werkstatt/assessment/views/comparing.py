"""Two contributions side by side: what is alike, what is not, and what one can do with both."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from werkstatt.assessment.queries.item import conflicting, passage_of, proposed_words
from werkstatt.assessment.queries.similar import both_of, likeness_of
from werkstatt.assessment.rules import IN_WORK
from werkstatt.assessment.views.desk import look_of
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.participation.rules import OPEN, ContributionState, may_become
from werkstatt.text.worddiff import word_diff


@never_cache
@require_safe
@staff_page("assessment.view_desk")
def compare(request: StaffRequest, number: int, other: int) -> HttpResponse:
    """What both say, with the words marked that make them near or part them."""
    pair = both_of(request.town, number, other)
    if pair is None:
        raise Http404
    near = likeness_of(*pair)
    moderates = request.user.has_perm("participation.moderate", request.town)
    cards = [
        {
            "contribution": one,
            "other": another,
            "passage": passage_of(one),
            "proposed": proposed_words(one),
            "words": near.words_on(side) if near else (),
            "may_merge": moderates
            and another.is_visible
            and may_become(one.state, ContributionState.MERGED)
            and not (near and near.is_opposed),
        }
        for side, (one, another) in enumerate((pair, pair[::-1]))
    ]
    first, second = pair
    context = {
        "contribution": first,
        "near": near,
        "cards": cards,
        "difference": word_diff(first.text, second.text) if near and near.is_same else (),
        "look": look_of(request),
        "in_conflict": bool(conflicting(first, [second])),
        "may_settle": request.user.has_perm("assessment.change_text", request.town),
        "may_answer_alike": request.user.has_perm("assessment.split", request.town)
        and all(one.state in OPEN & IN_WORK for one in pair)
        and not (near and near.is_opposed),
    }
    return render(request, "assessment/desk/compare.html", context)
