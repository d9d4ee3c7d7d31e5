"""Standing behind somebody else's contribution, without an account."""

from __future__ import annotations

import hmac
from hashlib import sha256

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.participation.models import Contribution, Support
from werkstatt.participation.rules import SUPPORTABLE

# The public pages are not touched: a count may be as old as the page cache allows (some seconds), and whoever has
# just clicked is led past the cache.


def may_support(contribution: Contribution) -> bool:
    """Whether it can be read by everybody and has no answer yet."""
    return contribution.is_public and contribution.state in SUPPORTABLE


@transaction.atomic
def support(*, contribution: Contribution, token: str) -> bool:
    """Count the holder of a random ``token`` as somebody who stands behind the contribution; False: she did already.

    Raises RuleBroken if it cannot be read by everybody, or is answered.
    """
    current = Contribution.objects.select_related("phase").get(pk=contribution.pk)
    # With its addresses a phase also forgets who stood behind what: from then on nobody could be told from the others.
    if not may_support(current) or current.phase.contacts_erased_at:
        raise RuleBroken(_("%(number)s kann man nicht mehr unterstützen.") % {"number": current.label})
    try:
        with transaction.atomic():
            Support.objects.create(
                municipality_id=current.municipality_id,
                contribution=current,
                supporter=supporter_key(current.pk, token),
                at=clock.now(),
            )
    except IntegrityError:
        return False
    Contribution.objects.filter(pk=current.pk).update(support_count=F("support_count") + 1)
    return True


@transaction.atomic
def take_support_back(*, contribution: Contribution, token: str) -> bool:
    """Count her no longer; False: she was not counted."""
    mine = Support.objects.filter(contribution=contribution, supporter=supporter_key(contribution.pk, token))
    gone = mine.delete()[0]
    if gone:
        Contribution.objects.filter(pk=contribution.pk).update(support_count=F("support_count") - gone)
    return bool(gone)


def supporter_key(contribution_id: int, token: str) -> str:
    """What is stored: it names nobody, and two contributions supported by one person do not show it."""
    about = f"support|{contribution_id}|{token}"
    return hmac.new(settings.SECRET_KEY.encode(), about.encode("utf-8", "surrogatepass"), sha256).hexdigest()
