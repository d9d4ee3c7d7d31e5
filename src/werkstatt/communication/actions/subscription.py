"""Subscribing, confirming, changing, ending. No account: the mails carry the keys."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from werkstatt.communication.letters import Stationery
from werkstatt.communication.links import confirm_url
from werkstatt.communication.models import Notice, Subscription
from werkstatt.communication.queries.subscriptions import about
from werkstatt.communication.rules import CONFIRM_WITHIN, MOST_SUBSCRIPTIONS, Topic
from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.mail import Letter, post
from werkstatt.core.rates import Limit, wait_for
from werkstatt.core.text_input import cleaned_line
from werkstatt.organisations.models import Municipality
from werkstatt.participation.actions.contact import end_contact
from werkstatt.participation.models import Contact, ParticipationPhase
from werkstatt.strategy.models import Strategy

CONFIRMATIONS = Limit("subscription.mails", 4, 86_400)
"""Mails that ask an address for confirmation, in a day: nobody can have a stranger's mailbox filled."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to hear of: a phase, a section, or a whole strategy."""

    topic: Topic
    strategy: Strategy
    phase: ParticipationPhase | None = None
    section_uid: str = ""


@transaction.atomic
def subscribe(*, town: Municipality, wanted: Wanted, email: str, language: str) -> None:
    """Keep a wish to hear of something, and ask by mail whether it is meant.

    What happens looks the same for every address, whether it was known or not: nothing is returned. The same wish
    twice is one subscription. Raises RuleBroken only for what cannot be an address.
    """
    email = _checked(email)
    now = clock.now()
    which = {"municipality": town, "strategy": wanted.strategy, "topic": wanted.topic, "email": email}
    which |= {"phase": wanted.phase, "section_uid": wanted.section_uid}
    known = Subscription.objects.filter(municipality=town, email=email)
    if known.count() >= MOST_SUBSCRIPTIONS and not known.filter(**which).exists():
        return
    subscription, _created = Subscription.objects.get_or_create(
        **which, defaults={"language": language, "created_at": now}
    )
    if wait_for(CONFIRMATIONS, f"{town.pk}|{email}"):
        return
    if subscription.confirmed_at is None or subscription.bounced_at is not None:
        # The week begins anew with each mail.
        subscription.created_at, subscription.language = now, language
        subscription.save(update_fields=["created_at", "language"])
        _post(_question(town, subscription))
    else:
        _post(_reminder(town, subscription))


@transaction.atomic
def confirm(*, subscription: Subscription) -> Subscription:
    """The owner of the address says yes. Doing it twice is harmless."""
    current = Subscription.objects.select_for_update(of=("self",)).get(pk=subscription.pk)
    if current.confirmed_at is None or current.bounced_at is not None:
        current.confirmed_at, current.bounced_at = clock.now(), None
        current.save(update_fields=["confirmed_at", "bounced_at"])
    return current


@transaction.atomic
def end(*, subscription: Subscription) -> None:
    """No more mails about this; the row goes, and with it the address. Doing it twice is harmless."""
    Subscription.objects.filter(pk=subscription.pk).delete()


@transaction.atomic
def end_subscriptions(*, town: Municipality, email: str) -> int:
    """End everything an address subscribed to in a town. Returns how many there were."""
    found = Subscription.objects.filter(municipality=town, email__iexact=email)
    count = found.count()
    found.delete()
    return count


@transaction.atomic
def end_of_phase(*, phase: ParticipationPhase) -> int:
    """End all subscriptions to a phase: their addresses go. Returns how many there were."""
    found = Subscription.objects.filter(phase=phase)
    count = found.count()
    if count:
        found.delete()
    return count


@transaction.atomic
def end_answers(*, town: Municipality, email: str, number: int | None = None) -> int:
    """No more answers by mail, to one contribution or (None) to any of this address. Returns how many there were."""
    contacts = Contact.objects.filter(municipality=town, email__iexact=email, ended_at=None)
    if number is not None:
        contacts = contacts.filter(contribution__number=number)
    ended = list(contacts)
    for contact in ended:
        end_contact(contact=contact)
    Notice.objects.filter(contact__in=ended, mailed_at=None).delete()
    return len(ended)


@transaction.atomic
def change_language(*, town: Municipality, email: str, language: str) -> None:
    """Write to an address in another language from now on."""
    if not translation.check_for_language(language):
        raise RuleBroken(_("Diese Sprache gibt es hier nicht."))
    Subscription.objects.filter(municipality=town, email__iexact=email).update(language=language)
    Contact.objects.filter(municipality=town, email__iexact=email).update(language=language)


def forget_unconfirmed() -> int:
    """Erase the addresses of those who did not confirm within a week. Returns how many."""
    return Subscription.objects.filter(confirmed_at=None, created_at__lt=clock.now() - CONFIRM_WITHIN).delete()[0]


def _checked(email: str) -> str:
    email = cleaned_line(email).lower()
    try:
        validate_email(email)
        if len(email) > 254 or not email.isascii():
            raise ValidationError("too long, or not ASCII")
    except ValidationError:
        message = _("Das ist keine E-Mail-Adresse. Bitte prüfen Sie die Schreibweise, etwa name@beispiel.de.")
        raise RuleBroken(message, fields={"email": message}) from None
    return email


def _question(town: Municipality, subscription: Subscription) -> Letter:
    with translation.override(subscription.language):
        return Stationery(town).letter(
            "subscription_question.txt",
            {"about": about(subscription), "confirm_url": confirm_url(town, subscription)},
            to=subscription.email,
            subject=_("Bitte bestätigen: Neuigkeiten per E-Mail"),
            kind="confirm",
        )


def _reminder(town: Municipality, subscription: Subscription) -> Letter:
    with translation.override(subscription.language):
        return Stationery(town).letter(
            "subscription_reminder.txt",
            {"about": about(subscription)},
            to=subscription.email,
            subject=_("Sie bekommen schon Neuigkeiten per E-Mail"),
            kind="confirm",
            row=subscription,
        )


def _post(letter: Letter) -> None:
    post(
        to=letter.to,
        subject=letter.subject,
        text=letter.text,
        kind=letter.kind,
        town_id=letter.town_id,
        headers=letter.headers,
    )
