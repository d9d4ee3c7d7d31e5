"""Fills a database with a town, a text and very many contributions. Run inside a process with the site's settings.

python -m bench.seeding 100000 1000      # contributions in the phase, of them on the first chapter
"""

from __future__ import annotations

import os
import random
import sys
from datetime import timedelta

import django

WORDS = [
    *(
        "Stadt",
        "Dienst",
        "Portal",
        "Antrag",
        "Bus",
        "Schule",
        "Rad",
        "Bücherei",
        "Energie",
        "Pflege",
        "Handel",
        "Markt",
    ),
    *("Straße", "Platz", "Netz", "Daten", "Hilfe", "einfach", "schnell", "sicher", "offen", "klar", "neu", "gut"),
    *("lang", "kurz", "früh", "spät", "nah", "weit", "Menschen", "Kinder", "Ältere", "Verein"),
]


def sentence(dice: random.Random, length: int = 12) -> str:
    """A sentence-like line of words."""
    return " ".join(dice.choices(WORDS, k=length)).capitalize() + "."


def document(chapters: int = 10, paragraphs: int = 25):  # type: ignore[no-untyped-def]
    """A text of about 40 pages."""
    from werkstatt.text.model import Block, BlockKind, Document, Section

    dice = random.Random(1)
    sections = []
    for chapter in range(chapters):
        parts = []
        for part in range(3):
            blocks = [
                Block(
                    id=f"b{chapter}x{part}x{n}",
                    kind=BlockKind.PARAGRAPH,
                    text=" ".join(sentence(dice, 14) for _ in range(4)),
                )
                for n in range(paragraphs // 3 + (part == 0))
            ]
            parts.append(Section(id=f"s{chapter}x{part}", title=f"Teil {part + 1}", blocks=tuple(blocks)))
        sections.append(Section(id=f"s{chapter}", title=f"Feld {chapter + 1}", sections=tuple(parts)))
    return Document(title="Digitalstrategie Messstadt", sections=tuple(sections))


def seed(total: int, on_first_chapter: int) -> None:
    """A town ``messstadt`` with one open phase and ``total`` contributions, written in bulk with their counts."""
    from django.utils import timezone

    from werkstatt.core.actors import OPERATOR
    from werkstatt.organisations.actions import add_town
    from werkstatt.participation import tally
    from werkstatt.participation.actions import open_phase
    from werkstatt.participation.models import Contribution, NumberSeries, Placement, StateTally
    from werkstatt.strategy.actions import begin_strategy, publish_version
    from werkstatt.strategy.models import Block

    dice = random.Random(2)
    now = timezone.now()
    town = add_town(actor=OPERATOR, name="Messstadt", slug="messstadt")
    version = publish_version(actor=OPERATOR, draft=begin_strategy(actor=OPERATOR, town=town, document=document()))
    phase = open_phase(
        actor=OPERATOR,
        version=version,
        title="Messung",
        purpose="Messen.",
        latitude="Alles.",
        opens_at=now - timedelta(days=10),
        closes_at=now + timedelta(days=10),
        answer_by=(now + timedelta(days=40)).date(),
    )
    blocks = list(Block.objects.filter(version=version).select_related("section"))
    first = [block for block in blocks if block.uid.startswith("b0x")]
    others = [block for block in blocks if not block.uid.startswith("b0x")]
    for begin in range(0, total, 10_000):
        rows, places = [], []
        for number in range(begin + 1, min(begin + 10_000, total) + 1):
            # Half of the chapter's contributions stand on its first paragraph.
            if number <= on_first_chapter:
                block = first[0] if number % 2 else dice.choice(first)
            else:
                block = dice.choice(others)
            start = dice.randrange(0, 40)
            end = start + dice.randrange(10, 60)
            rows.append(
                Contribution(
                    municipality=town,
                    phase=phase,
                    version=version,
                    number=number,
                    kind="comment",
                    target="passage",
                    section_uid=block.section.uid,
                    section_label=str(block.section),
                    block_uid=block.uid,
                    anchor={
                        "block": block.uid,
                        "start": start,
                        "end": end,
                        "quote": block.text[start:end],
                        "prefix": "",
                        "suffix": "",
                    },
                    text=" ".join(sentence(dice) for _ in range(3)),
                    alias=dice.choice(["", "Nachbarin", "Radfahrer"]),
                    received_at=now,
                    recorded_at=now,
                    state="published",
                    changed_at=now,
                )
            )
            places.append((block, start, end))
        Contribution.objects.bulk_create(rows, batch_size=1000)
        Placement.objects.bulk_create(
            [
                Placement(
                    municipality=town,
                    contribution=row,
                    version=version,
                    section_uid=block.section.uid,
                    block_uid=block.uid,
                    start=start,
                    end=end,
                    status="original",
                )
                for row, (block, start, end) in zip(rows, places, strict=True)
            ],
            batch_size=1000,
        )
    NumberSeries.objects.update_or_create(municipality=town, defaults={"last": total})
    StateTally.objects.update_or_create(phase=phase, state="published", defaults={"municipality": town, "count": total})
    tally.rebuild(version.pk, town.pk)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "werkstatt.config.settings")
    django.setup()
    from django.db import connection, transaction

    with transaction.atomic():
        seed(int(sys.argv[1]), int(sys.argv[2]))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
