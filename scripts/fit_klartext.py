"""Builds the word list of the Klartext score and fits its coefficients; run by ``make fit-klartext``.

python scripts/fit_klartext.py            # both
python scripts/fit_klartext.py --words    # only the word list
"""

from __future__ import annotations

import argparse
import itertools
import re
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
DATA = REPOSITORY / "src" / "werkstatt" / "analysis" / "plain_language" / "data"

WORDS = 40_000
"""Forms in the list; beyond, a word is met less than once in a million."""

_FORM = re.compile(r"[a-zäöüéèêàâçñóáíøåæ]+(?:['-][a-zäöü]+)*")


def main() -> int:
    """Write the files that ship. Exit code 1 if the ratings are missing."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--words", action="store_true", help="only the word list")
    parser.parse_args()
    build_words()
    return 0


def build_words() -> None:
    """The most frequent German forms, grouped by Zipf value in tenths: ``53 wort wort …`` a line."""
    from wordfreq import get_frequency_list

    lines, count = [], 0
    # wordfreq keeps its forms in bins of a hundredth of a Zipf value: bin 300 is 10**-3, that is Zipf 6.
    values: dict[int, list[str]] = {}
    for centibels, forms in enumerate(get_frequency_list("de")):
        for form in itertools.islice((f for f in forms if _FORM.fullmatch(f)), max(0, WORDS - count)):
            values.setdefault(round((900 - centibels) / 10), []).append(form)
            count += 1
    lines = [f"{value} {' '.join(sorted(forms))}" for value, forms in sorted(values.items(), reverse=True)]
    path = DATA / "frequencies.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{count} forms, {path.stat().st_size:,} bytes: {path.relative_to(REPOSITORY)}")


if __name__ == "__main__":
    sys.exit(main())
