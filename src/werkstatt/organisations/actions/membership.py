"""Who belongs to a town, and as what. Every change of rights is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from werkstatt.accounts.actions import add_person, forget_uninvited, issue_link
from werkstatt.accounts.models import User
from werkstatt.core import mail, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned_line
from werkstatt.organisations.models import Membership, Municipality, Unit
from werkstatt.organisations.rules import MANAGES, MAX_NAME_LENGTH, Role

_INVITED = gettext_lazy(
    "Guten Tag %(name)s,\n\nSie sind eingeladen, an der Digitalstrategie von „%(town)s“ mitzuarbeiten. Ihre Rolle: "
    "%(role)s.\n\nÖffnen Sie diese Seite und wählen Sie, wie Sie sich künftig anmelden:\n\n%(link)s\n\nDer Link gilt "
    "sieben Tage und ein einziges Mal. Wenn Sie nicht wissen, worum es geht, müssen Sie nichts tun.\n"
)
_JOINED = gettext_lazy(
    "Guten Tag %(name)s,\n\nSie arbeiten jetzt auch an der Digitalstrategie von „%(town)s“ mit. Ihre Rolle: %(role)s."
    "\n\nMelden Sie sich an wie gewohnt:\n\n%(link)s\n"
)


@transaction.atomic
def add_member(*, actor: Actor, town: Municipality, user: User, role: Role, unit: Unit | None = None) -> Membership:
    """Give a person a role in a town, or another one than before.

    Raises RuleBroken if the unit belongs to another town, if a department lead has no unit, or if nobody would be
    left who can manage the town.
    """
    require(actor, "organisations.manage", town)
    if unit is not None and unit.municipality_id != town.pk:
        raise RuleBroken(_("Dieses Amt gehört zu einer anderen Kommune."))
    if role == Role.DEPARTMENT_LEAD and unit is None:
        message = _("Bitte wählen Sie das Amt, für das diese Person antwortet.")
        raise RuleBroken(message, fields={"unit": message})
    if unit is not None and unit.dissolved_on is not None:
        message = _("Dieses Amt gibt es nicht mehr. Bitte wählen Sie ein anderes.")
        raise RuleBroken(message, fields={"unit": message})
    before = Membership.objects.select_for_update().filter(municipality=town, user=user).first()
    if before is not None and (before.role, before.unit_id) == (role, unit.pk if unit else None):
        return before
    if before is not None and role not in MANAGES:
        _keep_a_manager(before)
    membership, _created = Membership.objects.update_or_create(
        municipality=town, user=user, defaults={"role": role, "unit": unit}
    )
    record(
        actor,
        "add_member" if before is None else "change_member",
        membership,
        user=user.pk,
        role=role,
        unit=unit.pk if unit else None,
        before=before.role if before else None,
        before_unit=before.unit_id if before else None,
    )
    return membership


@dataclass(frozen=True, slots=True)
class Invitation:
    """A person who now belongs to a town.

    ``link`` is the absolute address of her first sign-in, only where no mail can bring it to her; otherwise "".
    ``needs_password``: she has never had a way to sign in.
    """

    membership: Membership
    needs_password: bool
    link: str = ""


@transaction.atomic
def invite(
    *, actor: Actor, town: Municipality, email: str, name: str, role: Role, unit: Unit | None = None
) -> Invitation:
    """Add a person by her address, with an account if there is none yet. An existing one keeps name and password.

    She gets a mail with a link that works once, for seven days; or, where no mails are sent, the link is returned.
    Raises RuleBroken if the address cannot be one, the name is missing, or the person belongs to the town already.
    """
    require(actor, "organisations.manage", town)
    name = cleaned_line(name)
    if not name or len(name) > MAX_NAME_LENGTH:
        message = _("Bitte schreiben Sie den Namen, höchstens %(n)s Zeichen.") % {"n": MAX_NAME_LENGTH}
        raise RuleBroken(message, fields={"name": message})
    user = add_person(email=email, name=name)
    if Membership.objects.filter(municipality=town, user=user).exists():
        message = _("%(name)s gehört schon dazu. Die Rolle ändern Sie in der Liste.") % {"name": user}
        raise RuleBroken(message, fields={"email": message})
    membership = add_member(actor=actor, town=town, user=user, role=role, unit=unit)
    return _invited(actor, membership)


def needs_password(membership: Membership) -> bool:
    """Whether a link for a first sign-in may be put into the hands of this town.

    Never for people who have signed in or with a role elsewhere: the link would let one town act as another's staff.
    """
    if membership.user.has_joined:
        return False
    return not Membership.objects.filter(user=membership.user_id).exclude(pk=membership.pk).exists()


@transaction.atomic
def invite_again(*, actor: Actor, membership: Membership) -> Invitation:
    """A new link; the one before stops working. By mail, or returned where no mail reaches anybody.

    Raises RuleBroken if the person has signed in already: she can help herself.
    """
    require(actor, "organisations.manage", membership)
    if membership.user.has_joined:
        raise RuleBroken(_("Diese Person hat sich schon angemeldet. Ein neues Passwort setzt sie sich selbst."))
    record(actor, "invite_again", membership, user=membership.user_id)
    return _invited(actor, membership)


@transaction.atomic
def hand_over_link(*, actor: Actor, membership: Membership) -> str:
    """The absolute address of a new link, for a manager to hand over when the mail did not arrive. It is recorded.

    Raises RuleBroken if no link may be given out for this person.
    """
    require(actor, "organisations.manage", membership)
    if not needs_password(membership):
        raise RuleBroken(_("Diese Person hat sich schon angemeldet oder gehört auch zu einer anderen Kommune."))
    record(actor, "give_password_link", membership, user=membership.user_id)
    return settings.SITE_ADDRESS + issue_link(user=membership.user, by_mail=False)


@transaction.atomic
def withdraw(*, actor: Actor, membership: Membership) -> None:
    """Take an invitation back: the link stops working, the person does not belong to the town any more.

    Her account goes with it if nobody else has invited her. Raises RuleBroken if she has signed in already.
    """
    require(actor, "organisations.manage", membership)
    user = membership.user
    if user.has_joined:
        raise RuleBroken(_("Diese Person hat sich schon angemeldet. Nehmen Sie ihr stattdessen die Rolle."))
    record(actor, "withdraw_invitation", membership, user=user.pk, role=membership.role)
    _keep_a_manager(membership)
    membership.delete()
    if not Membership.objects.filter(user=user).exists():
        forget_uninvited(user=user)


def _invited(actor: Actor, membership: Membership) -> Invitation:
    user = membership.user
    if user.has_joined:
        _write(membership, settings.SITE_ADDRESS + reverse("my-towns"), _JOINED)
        return Invitation(membership, needs_password=False)
    if settings.MAIL_REACHES_PEOPLE:
        _write(membership, settings.SITE_ADDRESS + issue_link(user=user, by_mail=True), _INVITED)
        return Invitation(membership, needs_password=True)
    if not needs_password(membership):
        return Invitation(membership, needs_password=False)
    link = hand_over_link(actor=actor, membership=membership)
    return Invitation(membership, needs_password=True, link=link)


def _write(membership: Membership, link: str, words: str | Promise) -> None:
    if not settings.MAIL_REACHES_PEOPLE:
        return
    user, town = membership.user, membership.municipality
    with override(user.language):
        values = {"name": user, "town": town.brand_name, "role": membership.get_role_display(), "link": link}
        subject = _("Einladung: %(town)s") % values
        text = str(words) % values
    mail.post(to=user.email, subject=subject, text=text, kind="invitation", town_id=town.pk)


@transaction.atomic
def remove_member(*, actor: Actor, membership: Membership) -> None:
    """Take a person's role in a town away. Her account stays, and what she did keeps her name.

    Raises RuleBroken if nobody would be left who can manage the town.
    """
    require(actor, "organisations.manage", membership)
    current = Membership.objects.select_for_update().filter(pk=membership.pk).first()
    if current is None:
        raise RuleBroken(_("Diese Person gehört schon nicht mehr dazu."))
    _keep_a_manager(current)
    record(actor, "remove_member", current, user=current.user_id, role=current.role)
    current.delete()


@transaction.atomic
def leave_all(*, user: User) -> None:
    """Give up one's roles in all towns, because the account ends.

    Raises RuleBroken, naming the town, if nobody would be left who can manage it.
    """
    for membership in Membership.objects.filter(user=user).select_related("municipality").order_by("municipality_id"):
        try:
            _keep_a_manager(membership)
        except RuleBroken as broken:
            raise RuleBroken(f"{membership.municipality}: {broken.message}") from None
        record(user, "leave", membership, user=user.pk, role=membership.role)
        membership.delete()
        # Her name may stand on public pages.
        pages.touch(membership.municipality_id)


def _keep_a_manager(leaving: Membership) -> None:
    """The town's row is the lock: two managers who remove each other at once must not both succeed."""
    if leaving.role not in MANAGES:
        return
    Municipality.objects.select_for_update().get(pk=leaving.municipality_id)
    others = Membership.objects.filter(
        municipality_id=leaving.municipality_id, role__in=MANAGES, user__is_active=True
    ).exclude(pk=leaving.pk)
    if not others.exists():
        raise RuleBroken(
            _("Dann könnte niemand mehr Menschen und Rechte verwalten. Geben Sie zuerst jemand anderem diese Rolle.")
        )
