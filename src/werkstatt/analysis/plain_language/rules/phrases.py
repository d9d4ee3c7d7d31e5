"""Fixed phrases: office prepositions, fillers, doublets, double negation, chains of paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from werkstatt.analysis.plain_language import lexicon
from werkstatt.analysis.plain_language.grammar import Reading
from werkstatt.analysis.plain_language.rules.rule import Found, Layer, Rule
from werkstatt.analysis.plain_language.tokens import Kind
from werkstatt.analysis.plain_language.verbs import BE


def official_preposition(reading: Reading) -> Iterator[Found]:
    """ "bezüglich", "im Rahmen" and the like."""
    for first, last, ways in _listed_phrases(reading, "official_prepositions"):
        if first == last and not _is_preposition_here(reading, first):
            continue
        name = _text(reading, first, last)
        way = ways[0]
        replacement = _with_capital(way, name) if _fits(reading, last + 1, way) else None
        yield Found(first, last, f"Amtsdeutsch: „{name}“", f"Einfacher: „{way}“.", replacement)


_WITH_GENITIVE = frozenset(("wegen", "während", "trotz", "statt"))
_MASCULINE_GENITIVES = frozenset(
    "des eines dieses jenes meines unseres ihres seines jedes aller sämtlicher mehrerer".split()
)
_SINGULAR = re.compile(r"(?:ung|heit|keit|schaft|ion|tät|anz|enz|ik|ie|ur|stadt|hilfe|schule|frage|woche|stelle|lage)$")


def _fits(reading: Reading, place: int, way: str) -> bool:
    """Whether a simpler preposition may stand before what follows as it is: after most of them the case is another."""
    if way in _WITH_GENITIVE:
        return True
    if reading.word(place) in _MASCULINE_GENITIVES:
        return False
    if reading.word(place) not in {"der", "dieser", "unserer", "ihrer", "seiner"}:
        return True
    noun = place + 1
    while noun < len(reading) and reading.is_adjective(noun):
        noun += 1
    return reading.is_noun(noun) and _SINGULAR.search(reading.lower[noun]) is not None


def _is_preposition_here(reading: Reading, place: int) -> bool:
    """Not before a comma or at the end: "ausschließlich", "entsprechend" may be adverbs."""
    following = place + 1
    if reading.is_noun(place) and place != reading.words[0]:
        return False
    if reading.word(place) == "infolgedessen":
        return True
    return following < len(reading) and (
        reading.tokens[following].kind is not Kind.SIGN or reading.tokens[following].text in "§§"
    )


def filler(reading: Reading) -> Iterator[Found]:
    """ "grundsätzlich", "in diesem Zusammenhang": nothing is missing without them."""
    for first, last, ways in _listed_phrases(reading, "fillers"):
        name = _text(reading, first, last)
        if reading.word(last) == "folgenden" and (reading.is_noun(last + 1) or reading.word(last + 1).endswith("en")):
            continue  # "im folgenden Jahr"
        if (
            first == last
            and reading.word(last) == "selbstverständlich"
            and {reading.word(first - 1), reading.word(last + 1)} & BE
        ):
            continue  # "das ist selbstverständlich"
        if ways:
            follows = reading.word(last) != "dass" or ways[0].endswith("dass")
            hint, replacement = f"Kürzer: „{ways[0]}“.", _with_capital(ways[0], name) if follows else None
        else:
            hint, replacement = "Lesen Sie den Satz ohne diese Wörter. Fehlt etwas?", None
        yield Found(first, last, f"Füllwort: „{name}“" if first == last else f"Floskel: „{name}“", hint, replacement)


def doublet(reading: Reading) -> Iterator[Found]:
    """ "Art und Weise": one of the two is enough."""
    for first, last, ways in _listed_phrases(reading, "doublets"):
        yield Found(
            first,
            last,
            f"Doppelt gesagt: „{_text(reading, first, last)}“",
            f"Ein Wort genügt: „{ways[0]}“." if ways else "Ein Wort genügt.",
            ways[0] if ways else None,
        )


def _listed_phrases(reading: Reading, name: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where phrases of a list stand: first and last token, ways out."""
    by_first = lexicon.phrases(name)
    place = 0
    while place < len(reading):
        step = 1
        for words, ways in by_first.get(reading.lower[place], ()):
            if all(reading.word(place + number) == word for number, word in enumerate(words)):
                yield place, place + len(words) - 1, ways
                step = len(words)
                break
        place += step


def _text(reading: Reading, first: int, last: int) -> str:
    return reading.text[reading.tokens[first].start : reading.tokens[last].end]


def _with_capital(way: str, instead_of: str) -> str:
    return way[:1].upper() + way[1:] if instead_of[:1].isupper() else way


# Double negation

_NEGATIONS = frozenset("nicht kein keine keinen keinem keiner keines nie niemals niemand nichts".split())
_NEGATIVE = re.compile(
    r"un(?:abhängig|angebracht|angemessen|auffällig|ausgewogen|bedeutend|bedenklich|begründet|bekannt|beliebt|berechtigt"
    r"|beträchtlich|beteiligt|denkbar|durchlässig|echt|ehrlich|eindeutig|erfahren|erheblich|erlaubt|erwartet|erwünscht"
    r"|fähig|freundlich|geeignet|gefährlich|gelöst|genutzt|genügend|gerecht|gerechtfertigt|geschickt|gesund|gewiss"
    r"|gewollt|gewöhnlich|glücklich|günstig|gültig|interessant|klar|klug|kompliziert|kritisch|lösbar|möglich|nötig|nütz"
    r"|passend|plausibel|populär|praktisch|problematisch|realistisch|recht|sicher|sichtbar|sinnig|strittig|tätig"
    r"|typisch|umkehrbar|umstritten|üblich|überlegt|verändert|verhältnismäßig|vermeidbar|vermeidlich|vernünftig|verständlich"
    r"|vorbereitet|vorteilhaft|wahr|wahrscheinlich|wesentlich|wichtig|willig|wirksam|wirtschaftlich|zufrieden|zulänglich"
    r"|zulässig|zumutbar|zutreffend|zweckmäßig)(?:e[rnsm]?)?$|(?:auszuschließen|ausgeschlossen|abzustreiten|bestritten"
    r"|verkennen|fehlen|unterschätzen|ausbleiben|verneinen|verhindern|vermeiden|verschweigen|verboten|untersagt)$"
)
_AFTER_NOT = re.compile(r"(?:auszuschließen|ausgeschlossen|verkennen|bestritten|abzustreiten|verboten|untersagt)$")


def double_negation(reading: Reading) -> Iterator[Found]:
    """ "nicht unwahrscheinlich", "kein … ohne", "nicht auszuschließen"."""
    for clause in reading.clauses:
        negations = [place for place in clause.places if reading.lower[place] in _NEGATIONS]
        for negation in negations:
            end = _second_negation(reading, clause.places, negation)
            if end is not None:
                yield Found(
                    negation,
                    end,
                    "Doppelte Verneinung",
                    "Sagen Sie es ohne „nicht“: was ist, statt was nicht nicht ist.",
                )
                break


def _second_negation(reading: Reading, places: list[int], negation: int) -> int | None:
    after = [place for place in places if place > negation]
    if after and reading.lower[after[0]] == "nur":
        return None  # "nicht nur …, sondern auch"
    for distance, place in enumerate(after):
        low = reading.lower[place]
        if low.startswith("un") and distance <= 3 and _NEGATIVE.match(low):
            return place
        if distance <= 2 and reading.lower[negation] == "nicht" and _AFTER_NOT.match(low):
            return place
        if low == "ohne" and distance <= 6 and reading.word(place + 1) not in {"weiteres", "dass", "zu"}:
            return place
        if low in _NEGATIONS and low != "nicht" and reading.lower[negation] != "nichts":
            between = set(reading.lower[negation:place])
            return None if between & {"und", "oder", "noch", "weder", ",", "sondern"} else place
    return None


# Paragraphs

_LINK = re.compile(
    r"(?:abs|absatz|satz|nr|nummer|buchst|buchstabe|s|ziff|ziffer|alt|hs|halbsatz|lit|art|artikel|anl|und|bis|u|oder|in|verbindung|mit)\.?$"
)
_COUNTED = re.compile(r"(?:abs|absatz|satz|nr|nummer|buchst|buchstabe|s|ziff|ziffer|alt|hs|halbsatz|lit)\.?$")
_TOGETHER = re.compile(r"i\.\s?v\.\s?m\.$")
_LAW = re.compile(r"[A-ZÄÖÜ][A-Za-zÄÖÜäöü]*[A-ZÄÖÜ]+(?:-[A-Z]+)?$|SGB|GG|GO|AO$")


def paragraph_chain(reading: Reading) -> Iterator[Found]:
    """A paragraph sign (or "Art.") with at least two further links."""
    place = 0
    while place < len(reading):
        if reading.tokens[place].text not in ("§", "§§") and reading.word(place) not in {"art.", "artikel"}:
            place += 1
            continue
        end, links = _references(reading, place)
        if links >= 2:
            yield Found(
                place,
                end,
                "Kette aus Paragrafen",
                "Sagen Sie, was dort steht. Die Fundstelle kann in eine Fußnote.",
            )
        place = end + 1


def _references(reading: Reading, place: int) -> tuple[int, int]:
    """Where a reference ends, and how many links it has after its first number."""
    end, links, at, numbers = place, 0, place + 1, 0
    while at < len(reading):
        token, low = reading.tokens[at], reading.lower[at]
        if token.kind is Kind.NUMBER:
            numbers += 1
            links += numbers > 1 and reading.word(at - 1) in {"und", "bis", ",", "oder"}
        elif token.text in ("§", "§§") or _TOGETHER.match(low) or _LAW.match(token.text) or _COUNTED.match(low):
            links += 1
        elif token.text == "," and at + 1 < len(reading) and reading.tokens[at + 1].kind is Kind.NUMBER:
            at += 1
            continue
        elif not (_LINK.match(low) and _goes_on(reading, at)) and not (len(token.text) == 1 and token.text.islower()):
            break
        else:
            at += 1
            continue
        end = at
        at += 1
    links += reading.tokens[place].text == "§§"
    return end, links


def _goes_on(reading: Reading, at: int) -> bool:
    """Whether "und" or "in Verbindung mit" leads to another reference."""
    return any(
        reading.tokens[other].text in ("§", "§§")
        or reading.tokens[other].kind is Kind.NUMBER
        or _COUNTED.match(reading.lower[other])
        for other in range(at + 1, min(at + 4, len(reading)))
    )


RULES = (
    Rule(
        "paragraph-chain",
        "Kette aus Paragrafen",
        Layer.WORDS,
        "Fundstellen sagen nicht, was gilt.",
        "Sagen, was dort steht; die Fundstelle in eine Fußnote.",
        "Das gilt nach § 12 Abs. 3 Satz 2 Baugesetzbuch.",
        "Das gilt nach § 12 der Satzung.",
        paragraph_chain,
    ),
    Rule(
        "doublet",
        "Doppelt gesagt",
        Layer.WORDS,
        "Zwei Wörter, eine Bedeutung.",
        "Eines der beiden streichen.",
        "Auch Sinn und Zweck der Feier stehen im Heft.",
        "Auch Zweck und Kosten der Feier stehen im Heft.",
        doublet,
    ),
    Rule(
        "filler",
        "Füllwort, Floskel",
        Layer.WORDS,
        "Solche Wörter sagen nichts und kosten Zeit.",
        "Streichen oder kürzer sagen.",
        "Die Halle bleibt zum jetzigen Zeitpunkt geschlossen.",
        "Die Halle bleibt bis Mai geschlossen.",
        filler,
    ),
    Rule(
        "double-negation",
        "Doppelte Verneinung",
        Layer.WORDS,
        "Zweimal nein muss man erst ausrechnen.",
        "Sagen, was ist.",
        "Das ist nicht unmöglich.",
        "Das ist nicht nur möglich, sondern gewünscht.",
        double_negation,
    ),
    Rule(
        "official-preposition",
        "Amtsdeutsch",
        Layer.WORDS,
        "„Bezüglich“ und „seitens“ stehen nur in Briefen vom Amt.",
        "„Zu“, „von“, „für“, „wegen“, „mit“.",
        "Seitens der Schule gibt es keine Fragen.",
        "Für die Schule gibt es keine Fragen.",
        official_preposition,
    ),
)
