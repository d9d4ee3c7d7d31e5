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

    from bench.bulk import write
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
    base = {"municipality_id": town.pk}
    keys = Contribution.objects.filter(municipality=town).order_by("number").values_list("pk", "number")
    chosen = [(key, number) for key, number in keys.iterator(chunk_size=50_000) if number % 5 == 0]
    points = [
        base
        | {
            "contribution_id": key,
            "position": 1,
            "kind": "general",
            "title": f"Punkt zu {number}",
            "unit_id": units[number // 5 % 10].pk,
            "assigned_at": now,
            "due_on": (now + timedelta(days=number % 60 - 20)).date(),
            "created_at": now,
        }
        for key, number in chosen
    ]
    write(Point, points)
    key_of = dict(Point.objects.filter(municipality=town).values_list("contribution_id", "pk"))
    judged = [(key, number) for key, number in chosen if number % 2]
    verdict_of = {key: verdicts[number // 5 % 7] for key, number in judged}
    write(
        Assessment,
        [
            base
            | {
                "point_id": key_of[key],
                "verdict": verdict_of[key],
                "reason": "Weil es so besser ist.",
                "deferred_until": now.date() if verdict_of[key] == "deferred" else None,
                "assessed_at": now,
            }
            for key, _number in judged
        ],
    )
    answered = [key for key, number in judged if number % 3]
    write(Reply, [base | {"contribution_id": key, "released_at": now} for key in answered])
    of_town = Contribution.objects.filter(municipality=town)
    of_town.filter(pk__in=Point.objects.values("contribution")).update(state="assigned")
    of_town.filter(pk__in=Reply.objects.values("contribution")).update(state="answered")
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

    from bench.bulk import without_search_index, write
    from werkstatt.core.actors import OPERATOR
    from werkstatt.organisations.actions import add_town
    from werkstatt.participation import tally
    from werkstatt.participation.actions import open_phase
    from werkstatt.participation.folding import words_of
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
    # Enough different texts that a word is as rare as it would be if every text were another one.
    texts = [
        (text, words_of(text))
        for text in (" ".join(sentence(dice) for _ in range(3)) for _ in range(min(total, 50_000)))
    ]
    without_search_index("drop")
    for begin in range(0, total, 20_000):
        rows, places = [], []
        for number in range(begin + 1, min(begin + 20_000, total) + 1):
            # Half of the chapter's contributions stand on its first paragraph.
            if number <= on_first_chapter:
                block = first[0] if number % 2 else dice.choice(first)
            else:
                block = dice.choice(others)
            start = dice.randrange(0, 40)
            end = start + dice.randrange(10, 60)
            text, words = dice.choice(texts)
            place = {
                "municipality_id": town.pk,
                "version_id": version.pk,
                "section_uid": block.section.uid,
                "block_uid": block.uid,
            }
            quote = {"start": start, "end": end, "quote": block.text[start:end], "prefix": "", "suffix": ""}
            rows.append(
                place
                | {
                    "phase_id": phase.pk,
                    "number": number,
                    "kind": "comment",
                    "target": "passage",
                    "section_label": str(block.section),
                    "anchor": {"block": block.uid} | quote,
                    "text": text,
                    "alias": dice.choice(["", "Nachbarin", "Radfahrer"]),
                    "channel": "event" if number % 50 == 0 else "web",
                    "received_at": now,
                    "recorded_at": now,
                    "state": "published",
                    "changed_at": now + timedelta(microseconds=number),
                    "words": words,
                }
            )
            places.append(place | {"start": start, "end": end, "status": "original"})
        write(Contribution, rows)
        keys = Contribution.objects.filter(municipality=town, number__gt=begin).order_by("number")
        found = keys.values_list("pk", flat=True).iterator(chunk_size=20_000)
        write(Placement, [place | {"contribution_id": key} for place, key in zip(places, found, strict=True)])
    without_search_index("make")
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
