"""Fills a database with a town, a text and very many contributions. Run inside a process with the site's settings.

python -m bench.seeding 100000 1000          # contributions in the phase, of them on the first chapter
python -m bench.seeding 1000000 1000 worked  # and a part of them split, assigned, judged and answered
"""

from __future__ import annotations

import os
import random
import sys
from datetime import timedelta
from itertools import accumulate

import django

SYLLABLES = (
    "an be der stadt ver ge land rad bus schul markt amt netz dienst wohn bau plan halt stell karte werk zeit tag hof "
    "weg platz"
).split()


def vocabulary(size: int = 30_000) -> tuple[list[str], list[float]]:
    """Words that look like German ones, and how often each occurs: a few everywhere, most of them rarely (Zipf)."""
    dice = random.Random(7)
    words = sorted({"".join(dice.choices(SYLLABLES, k=dice.choice([1, 2, 2, 3, 3, 4]))) for _ in range(size)})
    dice.shuffle(words)
    return words, list(accumulate(1 / (rank + 3) for rank in range(len(words))))


WORDS, WEIGHTS = vocabulary()


def sentence(dice: random.Random, length: int = 12) -> str:
    """A sentence-like line of words."""
    return " ".join(dice.choices(WORDS, cum_weights=WEIGHTS, k=length)).capitalize() + "."


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


def work_off() -> None:
    """Give every fifth contribution a point for one of ten offices; of these half are judged, and a third answered."""
    from django.db.models import Count
    from django.utils import timezone

    from werkstatt.assessment.models import Assessment, Point, Reply, VerdictTally
    from werkstatt.assessment.rules import Verdict
    from werkstatt.core.actors import OPERATOR
    from werkstatt.organisations.actions import add_unit
    from werkstatt.organisations.models import Municipality
    from werkstatt.participation.models import Contribution, ParticipationPhase, StateTally

    now = timezone.now()
    town = Municipality.objects.get(slug="messstadt")
    phase = ParticipationPhase.objects.get(municipality=town)
    units = [add_unit(actor=OPERATOR, town=town, name=f"Amt {n}") for n in range(1, 11)]
    verdicts = [str(verdict) for verdict in Verdict]
    last = 0
    while rows := list(Contribution.objects.filter(municipality=town, number__gt=last).order_by("number")[:10_000]):
        last = rows[-1].number
        chosen = [row for row in rows if row.number % 5 == 0]
        points = Point.objects.bulk_create(
            [
                Point(
                    municipality=town,
                    contribution=row,
                    position=1,
                    kind="general",
                    title=row.text[:60],
                    unit=units[row.number // 5 % 10],
                    assigned_at=now,
                    due_on=(now + timedelta(days=row.number % 60 - 20)).date(),
                    created_at=now,
                )
                for row in chosen
            ],
            batch_size=1000,
        )
        judged = [point for point in points if point.contribution.number % 2]
        Assessment.objects.bulk_create(
            [
                Assessment(
                    municipality=town,
                    point=point,
                    verdict=verdicts[point.contribution.number // 5 % 7],
                    reason="Weil es so besser ist.",
                    deferred_until=now.date() if verdicts[point.contribution.number // 5 % 7] == "deferred" else None,
                    assessed_at=now,
                )
                for point in judged
            ],
            batch_size=1000,
        )
        answered = [point.contribution for point in judged if point.contribution.number % 3]
        Reply.objects.bulk_create(
            [Reply(municipality=town, contribution=row, released_at=now) for row in answered], batch_size=1000
        )
        done = {row.pk for row in answered}
        for state, keys in (("answered", done), ("assigned", {row.pk for row in chosen} - done)):
            keys_of_state = list(keys)
            for begin in range(0, len(keys_of_state), 1000):
                Contribution.objects.filter(pk__in=keys_of_state[begin : begin + 1000]).update(state=state)
    for state, count in (
        Contribution.objects.filter(phase=phase).values_list("state").annotate(n=Count("pk")).order_by()
    ):
        StateTally.objects.update_or_create(phase=phase, state=state, defaults={"municipality": town, "count": count})
    released = Assessment.objects.filter(point__contribution__state="answered")
    for verdict, count in released.values_list("verdict").annotate(n=Count("pk")).order_by():
        VerdictTally.objects.update_or_create(
            phase=phase, verdict=verdict, defaults={"municipality": town, "count": count}
        )


def seed(total: int, on_first_chapter: int) -> None:
    """A town ``messstadt`` with one open phase and ``total`` contributions, written in bulk with their counts."""
    from django.utils import timezone

    from werkstatt.core.actors import OPERATOR
    from werkstatt.organisations.actions import add_town
    from werkstatt.participation import tally
    from werkstatt.participation.actions import open_phase
    from werkstatt.participation.models import Contribution, NumberSeries, Placement, StateTally
    from werkstatt.participation.search import hand_over
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
                    changed_at=now + timedelta(microseconds=number),
                )
            )
            hand_over(rows[-1])
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
        if "worked" in sys.argv[3:]:
            work_off()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
