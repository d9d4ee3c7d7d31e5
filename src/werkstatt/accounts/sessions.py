"""The session engine: Django's, with columns that let a person recognise and end her sign-ins."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from werkstatt.accounts.rules import FRESH_FOR

DEVICE, STARTED = "_device", "_started"


class SessionStore(DatabaseStore):
    """Keeps the row it was read from, so that knowing when it was last used costs no further query."""

    row: Any = None

    @classmethod
    def get_model_class(cls) -> Any:
        """The table of sign-ins."""
        from werkstatt.accounts.models import Session

        return Session

    def _get_session_from_db(self) -> Any:
        self.row = super()._get_session_from_db()  # type: ignore[misc]
        return self.row

    def create_model_instance(self, data: Any) -> Any:
        """The row for these contents; what a person recognises it by is repeated in columns."""
        row: Any = super().create_model_instance(data)
        row.user_id = int(data["_auth_user_id"]) if "_auth_user_id" in data else None
        row.device = data.get(DEVICE, "")
        row.started_at = parse_datetime(data[STARTED]) if STARTED in data else None
        row.used_at = timezone.now()
        return row

    def note_use(self) -> None:
        """Remember that the sign-in is in use, at most once in ``FRESH_FOR``."""
        row, now = self.row, timezone.now()
        if row is None or row.user_id is None or (row.used_at and now - row.used_at < FRESH_FOR):
            return
        row.used_at = now
        self.get_model_class().objects.filter(pk=row.pk).update(used_at=now)
