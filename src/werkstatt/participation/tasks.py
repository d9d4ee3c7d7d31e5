"""Work in the background."""

from __future__ import annotations

from django_tasks import task

from werkstatt.accounts.models import User
from werkstatt.core.errors import RuleBroken
from werkstatt.participation.actions import intake
from werkstatt.participation.models import IntakeTable


@task()
def import_table(table_id: int, user_id: int) -> None:
    """Import a large table on behalf of a person. What goes wrong is written to the table, for its page to say."""
    table = IntakeTable.objects.select_related("phase__version").filter(pk=table_id).first()
    person = User.objects.filter(pk=user_id).first()
    if table is None or person is None:
        return
    try:
        intake.import_table(actor=person, table=table, told=lambda done: intake.note_progress(table, done))
    except RuleBroken as broken:
        intake.stop_import(table, broken.message)
    except Exception:
        intake.stop_import(table, str(intake.BROKE_OFF))
        raise
