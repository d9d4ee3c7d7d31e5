"""The pages that every authority needs, and what people report about barriers."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.core import clock, mail, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.organisations.legal import MAX_PAGE_LENGTH, MAX_REPORT_LENGTH
from werkstatt.organisations.models import BarrierReport, Municipality, TownPage
from werkstatt.organisations.rules import PageKind


@transaction.atomic
def change_page(*, actor: Actor, town: Municipality, kind: str, text: str) -> TownPage | None:
    """Say a page in the town's own words (Markdown). An empty text: the general one holds again, None is returned."""
    require(actor, "organisations.manage", town)
    text = cleaned(text)
    if kind not in PageKind.values:
        raise RuleBroken(_("Diese Seite gibt es nicht."))
    if len(text) > MAX_PAGE_LENGTH:
        message = _("Das ist zu lang. Bitte kürzen Sie auf %(n)s Zeichen.") % {"n": MAX_PAGE_LENGTH}
        raise RuleBroken(message, fields={"text": message})
    before = TownPage.objects.select_for_update().filter(municipality=town, kind=kind).first()
    record(actor, "change_page", town, kind=kind, before=before.text if before else "", after=text)
    pages.touch(town.pk)
    if not text:
        TownPage.objects.filter(municipality=town, kind=kind).delete()
        return None
    page, _created = TownPage.objects.update_or_create(
        municipality=town,
        kind=kind,
        defaults={"text": text, "changed_at": clock.now(), "changed_by_id": actor.pk if actor is not None else None},
    )
    return page


@transaction.atomic
def change_contact(*, actor: Actor, town: Municipality, email: str) -> Municipality:
    """The address that answers to the town's mails go to, and that its pages name. Empty: none."""
    require(actor, "organisations.manage", town)
    before, town.contact_email = town.contact_email, checked_email(email)
    town.save(update_fields=["contact_email"])
    record(actor, "change_contact", town, before=before, after=town.contact_email)
    pages.touch(town.pk)
    return town


@transaction.atomic
def report_barrier(*, town: Municipality, page: str, text: str, email: str = "") -> BarrierReport:
    """Take down what somebody could not use. Anybody may; the town is told by mail if it has an address."""
    text, page = cleaned(text), cleaned_line(page)[:300]
    if not text:
        message = _("Schreiben Sie bitte, was nicht geht.")
        raise RuleBroken(message, fields={"text": message})
    if len(text) > MAX_REPORT_LENGTH:
        message = _("Das ist zu lang. Bitte kürzen Sie auf %(n)s Zeichen.") % {"n": MAX_REPORT_LENGTH}
        raise RuleBroken(message, fields={"text": message})
    report = BarrierReport.objects.create(
        municipality=town, page=page, text=text, email=checked_email(email), at=clock.now()
    )
    if town.contact_email:
        lines = [_("Jemand hat eine Barriere gemeldet."), page, text, _("Sie finden die Meldung in den Einstellungen.")]
        mail.post(
            to=town.contact_email,
            subject=_("%(town)s: eine Barriere wurde gemeldet") % {"town": town.brand_name},
            text="\n\n".join(line for line in lines if line),
            kind="barrier",
            town_id=town.pk,
        )
    return report


@transaction.atomic
def settle_report(*, actor: Actor, report: BarrierReport) -> BarrierReport:
    """Say that a reported barrier is gone. The address of the person who reported it goes too."""
    require(actor, "organisations.manage", report)
    if report.done_at is None:
        report.done_at, report.done_by_id, report.email = clock.now(), actor.pk if actor is not None else None, ""
        report.save(update_fields=["done_at", "done_by", "email"])
        record(actor, "settle_report", report)
    return report


@transaction.atomic
def forget_reporter(*, town_id: int | None, email: str) -> int:
    """Erase an address from the reports of a town (None: of all); what was reported stays. Returns from how many."""
    of_town = {} if town_id is None else {"municipality_id": town_id}
    return BarrierReport.objects.filter(email__iexact=email, **of_town).update(email="") if email else 0


def checked_email(email: str) -> str:
    """The address without blank ends, or nothing. Raises RuleBroken if it cannot be one."""
    email = cleaned_line(email)
    try:
        if email:
            validate_email(email)
    except ValidationError:
        message = _("Das ist keine E-Mail-Adresse. Sie sieht aus wie name@beispiel.de.")
        raise RuleBroken(message, fields={"email": message}) from None
    return email
