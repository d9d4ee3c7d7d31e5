"""Asks the measured database: ``phase`` (its number) or ``texts`` (how often each posted text is there, as JSON)."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "werkstatt.config.settings")
    django.setup()
    from werkstatt.participation.models import Contribution, ParticipationPhase

    if sys.argv[1] == "phase":
        print(ParticipationPhase.objects.values_list("pk", flat=True).get())
    else:
        texts = Contribution.objects.filter(text__startswith="Beitrag ").values_list("text", flat=True)
        print(json.dumps(Counter(texts)))
