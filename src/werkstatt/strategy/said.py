"""Sentences that upper contexts have to say about a version.

Two slots are filled with sentences. Each filler gets ``version`` and answers with one sentence, several, or none:

- ``strategy.publish.summary``: what else happens when this draft is published ("12 offene Beiträge ziehen um.")
- ``strategy.submission.gate``: what is missing before this version may go to the council
"""

from __future__ import annotations

from typing import Any

from werkstatt.core.slots import filled


def said(slot: str, **context: Any) -> list[str]:
    """All sentences of a slot, in the order of its fillers."""
    sentences: list[str] = []
    for answer in filled(slot, **context):
        if answer is None or answer == "":
            continue
        sentences += [str(answer)] if not isinstance(answer, list | tuple) else [str(each) for each in answer]
    return sentences
