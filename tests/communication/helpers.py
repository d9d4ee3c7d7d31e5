"""What tests of mails need: contributors with addresses, subscribers, and the worker's round."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from tests.factories import Scene, a_comment
from werkstatt.communication.actions.answers import send_answers
from werkstatt.communication.actions.digest import send_digests
from werkstatt.communication.actions.subscription import Wanted, confirm, subscribe
from werkstatt.communication.models import Subscription
from werkstatt.communication.rules import Topic
from werkstatt.core import clock
from werkstatt.core.models import OutgoingMail
from werkstatt.participation.models import Contact, Contribution

ADA = "ada@example.org"


def a_contact(contribution: Contribution, email: str = ADA, *, confirmed: bool = True, language: str = "de") -> Contact:
    """An address left with a contribution."""
    now = timezone.now()
    return Contact.objects.create(
        municipality_id=contribution.municipality_id,
        contribution=contribution,
        email=email,
        language=language,
        given_at=now,
        confirmed_at=now if confirmed else None,
    )


def a_voice(scene: Scene, email: str = ADA, text: str = "Das verstehe ich nicht.", **more: object) -> Contribution:
    """A contribution whose author left a confirmed address."""
    contribution: Contribution = a_comment(scene, text)
    a_contact(contribution, email, **more)  # type: ignore[arg-type]
    return contribution


def in_minutes(minutes: float) -> datetime:
    """A moment from now."""
    return timezone.now() + timedelta(minutes=minutes)


def answers_after(minutes: float = 16) -> int:
    """The worker comes round, so many minutes from now. How many mails it wrote."""
    with clock.at(in_minutes(minutes)):
        return send_answers()


def noon(days: int = 0) -> datetime:
    """A moment in daytime, tomorrow or later."""
    local = timezone.localtime(timezone.now()) + timedelta(days=1 + days)
    return local.replace(hour=12, minute=0)


def digests_at(moment: datetime) -> int:
    """The worker comes round at a moment. How many mails it wrote."""
    with clock.at(moment):
        return send_digests()


def written(kind: str = "answers") -> list[OutgoingMail]:
    """The mails of a kind, in the order they were written."""
    return list(OutgoingMail.objects.filter(kind=kind).order_by("pk"))


def one_mail(kind: str = "answers") -> OutgoingMail:
    """The only mail of a kind."""
    (mail,) = written(kind)
    return mail


def a_subscription(
    scene: Scene, topic: Topic = Topic.STRATEGY, email: str = ADA, *, section: str = "", language: str = "de"
) -> Subscription:
    """A confirmed subscription to the scene's strategy, phase, or a section."""
    strategy = scene.version.strategy
    wanted = Wanted(topic, strategy, scene.phase if topic == Topic.PHASE else None, section)
    subscribe(town=scene.town, wanted=wanted, email=email, language=language)
    found = Subscription.objects.filter(email=email, topic=topic, section_uid=section).latest("pk")
    OutgoingMail.objects.filter(kind="confirm").delete()
    return confirm(subscription=found)
