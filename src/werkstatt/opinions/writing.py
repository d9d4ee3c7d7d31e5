"""A result as a file: which group says what, in numbers."""

from __future__ import annotations

import csv
from io import StringIO

from werkstatt.core.documents.sheets import looks_like_formula
from werkstatt.opinions.figures import MIN_PLACED, Counts
from werkstatt.opinions.queries.result import ResultView

HEAD = ("comment-id", "comment-body", "group", "people", "agrees", "disagrees", "passes")
"""Named like the columns of the other open data of the map (statements and votes)."""

EVERYBODY = "all"


def groups_csv(view: ResultView) -> str:
    """Each statement with what everybody and each group says about it. Only the head as long as there is no picture.

    UTF-8 with commas and CRLF (RFC 4180); no cell is one that a spreadsheet would calculate.
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    figures = view.figures
    if figures is None or figures.placed < MIN_PLACED:
        return out.getvalue()
    counts = {one.statement: one for one in figures.statements}
    for key, statement in sorted(view.statements.items(), key=lambda item: item[1].number):
        if key not in counts:
            continue
        lines = [(EVERYBODY, figures.people, counts[key].everybody)]
        nobody = Counts(0, 0, 0)
        lines += [(group.letter, group.size, counts[key].by_group.get(group.key, nobody)) for group in figures.groups]
        text = f"'{statement.text}" if looks_like_formula(statement.text) else statement.text
        for group, people, said in lines:
            writer.writerow([statement.number, text, group, people, said.agree, said.disagree, said.passed])
    return out.getvalue()
