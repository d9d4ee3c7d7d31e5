"""What the holder of a private link does with her contribution: change it, take it back, object."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from werkstatt.core.errors import RuleBroken
from werkstatt.core.forms import put_on
from werkstatt.participation.actions import edit_own, may_withdraw, object_to, why_not_editable, withdraw_own
from werkstatt.participation.forms import ObjectionForm, OwnWordsForm
from werkstatt.participation.limits import PRIVATE
from werkstatt.participation.links import draft_key
from werkstatt.participation.queries import contact_of
from werkstatt.participation.rules import ContributionState, Kind, Moderation
from werkstatt.participation.views.private import PrivateRequest, held_back, private_page, too_often, wait
from werkstatt.participation.views.receipt import conduct_rule, done
from werkstatt.text.worddiff import word_diff


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def edit(request: PrivateRequest) -> HttpResponse:
    """Change the words."""
    contribution = request.contribution
    if reason := why_not_editable(contribution):
        return _words_stay(request, reason)
    if request.method != "POST":
        return _edit_page(request, OwnWordsForm.of(contribution))
    form = OwnWordsForm.of(contribution, request.POST)
    seconds = held_back(request, PRIVATE)
    if seconds:
        form.add_error(None, too_often(seconds))
        return wait(_edit_page(request, form, status=429), seconds)
    if form.is_valid():
        said = form.cleaned_data
        try:
            edit_own(
                contribution=contribution,
                text=said["text"],
                alias=said["alias"],
                replacement=said["replacement"] if form.kind == Kind.SUGGESTION else None,
            )
        except RuleBroken as broken:
            put_on(form, broken)
        else:
            return HttpResponseRedirect(done(request, "geaendert"))
    return _edit_page(request, form, status=422)


def _words_stay(request: PrivateRequest, reason: str) -> HttpResponse:
    """Too late. Words that were typed meanwhile are shown, so that they can be copied."""
    form = OwnWordsForm.of(request.contribution, request.POST if request.method == "POST" else None)
    typed = [(form[name].label, form[name].value()) for name in ("replacement", "text") if request.POST.get(name)]
    context = {
        "contribution": request.contribution,
        "signed": request.signed,
        "reason": reason,
        "typed": typed,
    }
    return render(request, "participation/words_stay.html", context, status=409)


def _edit_page(request: PrivateRequest, form: OwnWordsForm, status: int = 200) -> HttpResponse:
    contribution = request.contribution
    is_suggestion = form.kind == Kind.SUGGESTION
    quote = form.passage or (contribution.anchor or {}).get("quote", "")
    wording = str(form["replacement"].value() or "")[:20_000]
    context = {
        "form": form,
        "contribution": contribution,
        "signed": request.signed,
        "is_suggestion": is_suggestion,
        "quote": quote,
        "changes": word_diff(quote, wording) if is_suggestion else None,
        "waits_again": contribution.phase.moderation == Moderation.BEFORE,
        "draft_key": draft_key(contribution.phase_id, contribution.section_uid, contribution.block_uid),
    }
    return render(request, "participation/own_words.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def take_back(request: PrivateRequest) -> HttpResponse:
    """Take the contribution back: asked once, done for good."""
    contribution, message, status = request.contribution, "", 200
    if request.method == "POST":
        if seconds := held_back(request, PRIVATE):
            message, status = too_often(seconds), 429
        else:
            try:
                withdraw_own(contribution=contribution)
            except RuleBroken as broken:
                message, status = broken.message, 409
            else:
                return HttpResponseRedirect(done(request, "zurueckgezogen"))
    elif contribution.state == ContributionState.WITHDRAWN or not may_withdraw(contribution):
        return HttpResponseRedirect(done(request, "stand"))
    context = {
        "contribution": contribution,
        "signed": request.signed,
        "contact": contact_of(contribution),
        "message": message,
    }
    response = render(request, "participation/withdraw.html", context, status=status)
    return wait(response, seconds) if status == 429 else response


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def objection(request: PrivateRequest) -> HttpResponse:
    """Say why a withheld contribution should be public after all."""
    contribution = request.contribution
    if contribution.state != ContributionState.WITHHELD:
        return HttpResponseRedirect(done(request, "stand"))
    if request.method != "POST":
        return _objection_page(request, ObjectionForm(label_suffix=""))
    form = ObjectionForm(request.POST, label_suffix="")
    if form.is_valid():
        if seconds := held_back(request, PRIVATE):
            form.add_error(None, too_often(seconds))
            return wait(_objection_page(request, form, status=429), seconds)
        try:
            object_to(contribution=contribution, text=form.cleaned_data["text"])
        except RuleBroken as broken:
            put_on(form, broken)
        else:
            return HttpResponseRedirect(done(request, "einspruch"))
    return _objection_page(request, form, status=422)


def _objection_page(request: PrivateRequest, form: ObjectionForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "contribution": request.contribution,
        "signed": request.signed,
        "conduct_rule": conduct_rule(request.town, request.contribution),
        "draft_key": draft_key(
            request.contribution.phase_id, request.contribution.section_uid, request.contribution.block_uid
        ),
    }
    return render(request, "participation/object.html", context, status=status)
