"""What the desk does by itself, day by day."""

from __future__ import annotations

from datetime import timedelta

from werkstatt.assessment.actions.presence import forget_who_left
from werkstatt.assessment.actions.reminder import remind_of_deadlines
from werkstatt.core.schedule import regularly

regularly("assessment.reminders", every=timedelta(days=1))(remind_of_deadlines)
regularly("assessment.presence", every=timedelta(hours=1))(forget_who_left)
