from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ParticipationConfig(AppConfig):
    name = "werkstatt.participation"
    label = "participation"

    def ready(self) -> None:
        # What is in them registers itself.
        from werkstatt.participation import handlers, navigation, permissions, search, tasks  # noqa: F401

        post_migrate.connect(_mend_search, sender=self)


def _mend_search(*, using: str, **_given: Any) -> None:
    """Migrations that build a table anew on SQLite drop the triggers that feed the search index."""
    from django.db import connections

    from werkstatt.participation.full_text import mend

    connection = connections[using]
    with connection.cursor() as cursor:
        if "participation_search" in connection.introspection.table_names(cursor):
            mend(connection.vendor, cursor.execute)
