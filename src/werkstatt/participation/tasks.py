"""Work in the background."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from werkstatt.accounts.models import User
from werkstatt.core.errors import RuleBroken
from werkstatt.core.schedule import regularly
from werkstatt.participation.actions import intake
from werkstatt.participation.actions.retention import erase_due
from werkstatt.participation.models import IntakeTable

regularly("participation.contacts.erase", every=timedelta(days=1))(erase_due)


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
