"""Build the style sheets and fonts that the pages use.

Run by ``make install`` as ``.venv/bin/python scripts/build_assets.py``. Reads KERN UX from ``node_modules`` and the
project's own style sheets from ``styles``; writes ``static/vendor`` (not in git):

- ``public.css``: what every page loads: the part of KERN that is used, then the project's public layers
- ``staff.css``: loaded in addition by the pages of the desk and the editor
- one more for every further folder of ``styles`` (``opinion.css``): loaded in addition by the few pages that need it,
  so that the reader's page stays small
- ``fonts/``: two cuts of Fira Sans with the characters that German and its neighbours need

Works offline, needs a second or two, and may be run as often as one likes: the same input gives the same bytes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
KERN = ROOT / "node_modules" / "@kern-ux" / "native" / "dist"
STATIC = ROOT / "src" / "werkstatt" / "core" / "static"
SOURCES = STATIC.parent / "styles"
TARGET = STATIC / "vendor"

# The KERN components in use. A name stands for itself, its parts and its variants (kern-btn, kern-btn--primary …).
# A page that needs another one adds its name here; a test tells when it is missing.
# Fields and tables have their own, lighter rules in css/public/31-components.css, on KERN's tokens.
KERN_COMPONENTS = ("kern-btn", "kern-label", "kern-sr-only")

FONT_CUTS = {400: "Regular", 600: "SemiBold"}
# Latin with the letters of Germany's neighbours, typographic marks, and the few signs that the interface writes.
FONT_CHARACTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    0x1E9E,
    *range(0x2010, 0x2016),
    *range(0x2018, 0x201F),
    *(0x2020, 0x2022, 0x2026, 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x2116, 0x2122),
    *(0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265),
)
FONT_FEATURES = ("kern", "liga", "ccmp", "locl", "mark", "tnum", "lnum", "pnum")


class BuildError(Exception):
    """Something needed for the build is missing; the message says what to do."""


def main() -> int:
    """Build everything; the exit code is 0, or 1 when an input is missing."""
    try:
        build(TARGET)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    for path in sorted(TARGET.rglob("*")):
        if path.is_file():
            print(f"{path.stat().st_size:8,d}  {path.relative_to(ROOT)}")
    return 0


def build(target: Path) -> None:
    """Write style sheets and fonts into the folder ``target``."""
    if not (KERN / "kern.css").is_file():
        raise BuildError("KERN UX is not installed: run “make install” (or “npm ci”) first.")
    sheets = {folder.name: layers(folder.name) for folder in sorted(SOURCES.iterdir()) if folder.is_dir()}
    everywhere = sheets.pop("public")
    needed_by = [*everywhere, *(rule for rules in sheets.values() for rule in rules)]
    kern = used_part_of_kern(parse((KERN / "kern.css").read_text("utf-8")), needed_by=needed_by)
    write(target / "public.css", "".join(minified(rule) for rule in [*kern, *everywhere]))
    for name, rules in sheets.items():
        write(target / f"{name}.css", "".join(minified(rule) for rule in rules))
    for weight, cut in FONT_CUTS.items():
        build_font(
            KERN / "fonts" / "fira-sans" / f"FiraSans-{cut}.woff2", target / "fonts" / f"fira-sans-{weight}.woff2"
        )


def layers(folder: str) -> list[Rule]:
    """The project's own rules of one style sheet: its files in the order of their numbered names."""
    files = sorted((SOURCES / folder).glob("*.css"))
    if not files:
        raise BuildError(f"No style sheets in {SOURCES / folder}.")
    return [rule for path in files for rule in parse(path.read_text("utf-8"), name=path.name)]


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


# ── Fonts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def build_font(source: Path, target: Path) -> None:
    """Cut a font down to the characters and features of this product. Skipped when the result is already newer."""
    if target.is_file() and target.stat().st_mtime > max(source.stat().st_mtime, Path(__file__).stat().st_mtime):
        return
    options = subset.Options(
        flavor="woff2",
        layout_features=list(FONT_FEATURES),
        hinting=False,
        desubroutinize=True,
        name_IDs=[0, 1, 2, 4, 5, 6, 13, 14],  # copyright and licence stay in the file
        notdef_outline=True,
    )
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=FONT_CHARACTERS)
    cutter.subset(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, target, options)


# ── A small CSS reader: enough to leave out rules and to drop white space, nothing more ────────────────────────────


@dataclass(frozen=True)
class Rule:
    """One rule. ``head`` is the selector or at-rule; ``inner`` its declarations, or for ``@media`` the rules inside."""

    head: str
    inner: tuple[str, ...] | tuple[Rule, ...]

    @property
    def is_group(self) -> bool:
        return self.head.startswith(("@media", "@supports", "@layer", "@container"))


_TOKEN = re.compile(
    r"""/\*.*?\*/ | "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | [{};] | [^{};"'/]+ | /""",
    re.VERBOSE | re.DOTALL,
)


def parse(css: str, name: str = "style sheet") -> list[Rule]:
    """Read a style sheet without comments. Raises BuildError when braces do not match."""
    tokens = (token for token in _TOKEN.findall(css) if not token.startswith("/*"))
    rules, closed = _rules(tokens)
    if closed:
        raise BuildError(f"{name}: one closing brace too many.")
    return rules


def _rules(tokens: Iterator[str]) -> tuple[list[Rule], bool]:
    """Read rules up to the end (False) or up to a closing brace (True)."""
    rules: list[Rule] = []
    head = ""
    for token in tokens:
        if token == "}":
            return rules, True
        if token == ";":  # @charset, @import: nothing of the kind is needed
            head = ""
        elif token == "{":
            head = " ".join(head.split())
            rule = Rule(head, ())
            inner = _group(tokens, head) if rule.is_group else _declarations(tokens, head)
            rules.append(Rule(head, inner))
            head = ""
        else:
            head += token
    return rules, False


def _group(tokens: Iterator[str], head: str) -> tuple[Rule, ...]:
    rules, closed = _rules(tokens)
    if not closed:
        raise BuildError(f"“{head}” is not closed.")
    return tuple(rules)


def _declarations(tokens: Iterator[str], head: str) -> tuple[str, ...]:
    declarations: list[str] = []
    text = ""
    depth = 0
    for token in tokens:
        if token == "{":  # @keyframes: the steps are kept as they are
            depth += 1
            text += token
        elif token == "}" and depth:
            depth -= 1
            text += token
        elif token in ";}" and not depth:
            if text.strip():
                declarations.append(text.strip())
            text = ""
            if token == "}":
                return tuple(declarations)
        else:
            text += token
    raise BuildError(f"“{head}” is not closed.")


def minified(rule: Rule) -> str:
    """The rule as CSS text without needless white space."""
    head = _outside_strings(rule.head, lambda text: re.sub(r"\s*([,>])\s*", r"\1", text))
    if rule.is_group:
        return f"{rule.head}{{{''.join(minified(part) for part in rule.inner if isinstance(part, Rule))}}}"
    return f"{head}{{{';'.join(_minified_declaration(part) for part in rule.inner if isinstance(part, str))}}}"


def _minified_declaration(declaration: str) -> str:
    prop, colon, value = declaration.partition(":")
    value = _outside_strings(value, lambda text: re.sub(r"\s*,\s*", ",", re.sub(r"\s+", " ", text)))
    return f"{prop.strip()}{colon}{value.strip()}"


def _outside_strings(css: str, change: Callable[[str], str]) -> str:
    parts = re.split(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""", css)
    return "".join(part if index % 2 else change(part) for index, part in enumerate(parts))


# ── The used part of KERN ──────────────────────────────────────────────────────────────────────────────────────────


def used_part_of_kern(rules: list[Rule], needed_by: list[Rule]) -> list[Rule]:
    """KERN without the components and tokens that nothing asks for.

    First whole rules go, by the classes in their selectors; then custom properties that neither the rules left over
    nor ``needed_by`` (the project's own rules) read, directly or through another property.
    """
    kept = [slim for rule in rules if (slim := _with_used_selectors(rule))]
    needed = _needed_properties([*kept, *needed_by])
    return [slim for rule in kept if (slim := _with_needed_properties(rule, needed))]


def _with_used_selectors(rule: Rule) -> Rule | None:
    if rule.is_group:
        inner = tuple(slim for part in rule.inner if isinstance(part, Rule) and (slim := _with_used_selectors(part)))
        return Rule(rule.head, inner) if inner else None
    if rule.head.startswith("@"):
        return None
    selectors = [selector for selector in _selectors(rule.head) if _is_used(selector)]
    return Rule(",".join(selectors), rule.inner) if selectors else None


def _selectors(head: str) -> list[str]:
    """Split a selector list at its top-level commas."""
    parts, depth, start = [], 0, 0
    for index, char in enumerate(head):
        depth += (char in "([") - (char in ")]")
        if char == "," and depth == 0:
            parts.append(head[start:index].strip())
            start = index + 1
    return [*parts, head[start:].strip()]


def _is_used(selector: str) -> bool:
    if "data-kern-theme" in selector and not selector.startswith(":is(body"):
        return False  # the device decides about light and dark, not an attribute
    if selector.startswith(":is(body"):
        return True  # KERN's contextual colours
    return all(_is_used_class(name) for name in re.findall(r"\.(-?[_a-zA-Z][\w-]*)", selector))


def _is_used_class(name: str) -> bool:
    return any(name == part or name.startswith((part + "--", part + "__")) for part in KERN_COMPONENTS)


def _needed_properties(rules: list[Rule]) -> set[str]:
    reads: dict[str, set[str]] = {}
    needed: set[str] = set()
    for declaration in _all_declarations(rules):
        prop, _, value = declaration.partition(":")
        used = set(re.findall(r"var\(\s*(--[\w-]+)", value))
        if prop.strip().startswith("--"):
            reads.setdefault(prop.strip(), set()).update(used)
        else:
            needed |= used
    waiting = list(needed)
    while waiting:
        new = reads.get(waiting.pop(), set()) - needed
        needed |= new
        waiting += new
    return needed


def _all_declarations(rules: Iterable[Rule | str]) -> Iterator[str]:
    for rule in rules:
        if isinstance(rule, str):
            yield rule
        else:
            yield from _all_declarations(rule.inner)


def _with_needed_properties(rule: Rule, needed: set[str]) -> Rule | None:
    inner: tuple[Rule, ...] | tuple[str, ...]
    if rule.is_group:
        inner = tuple(
            slim for part in rule.inner if isinstance(part, Rule) and (slim := _with_needed_properties(part, needed))
        )
    else:
        inner = tuple(
            part
            for part in rule.inner
            if isinstance(part, str) and (not part.startswith("--") or part.partition(":")[0].strip() in needed)
        )
    return Rule(rule.head, inner) if inner else None


if __name__ == "__main__":
    raise SystemExit(main())
