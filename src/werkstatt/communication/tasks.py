"""What communication does by itself, a few times an hour or a day."""

from __future__ import annotations

from datetime import timedelta

from werkstatt.communication.actions.answers import send_answers
from werkstatt.communication.actions.digest import send_digests
from werkstatt.communication.actions.notice import forget_old
from werkstatt.communication.actions.subscription import forget_unconfirmed
from werkstatt.core.schedule import regularly

regularly("communication.answers", every=timedelta(minutes=5))(send_answers)
regularly("communication.digests", every=timedelta(hours=1))(send_digests)


@regularly("communication.forget", every=timedelta(days=1))
def forget() -> None:
    """Erase what is not needed any more: old notices, addresses that nobody confirmed."""
    forget_old()
    forget_unconfirmed()
