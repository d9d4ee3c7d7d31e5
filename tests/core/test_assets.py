"""What the asset build makes: small enough, complete, and nothing from elsewhere."""

from __future__ import annotations

import gzip
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "src" / "werkstatt" / "core"
SCRIPTS = CORE / "static" / "werkstatt" / "js"

KB = 1000
ON_A_READERS_PAGE = ("selection.js", "busy.js", "print.js")


@pytest.fixture(scope="module")
def assets() -> ModuleType:
    path = ROOT / "scripts" / "build_assets.py"
    spec = importlib.util.spec_from_file_location("build_assets", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_assets"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def built(assets: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh build. Fails, not skips, where node_modules is missing: “make test” installs it."""
    target = tmp_path_factory.mktemp("vendor")
    assets.build(target)
    return target


def compressed(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def styles(built: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(built.glob("*.css"))}


def test_style_sheet_and_scripts_of_a_readers_page_are_light(built: Path) -> None:
    assert compressed(built / "public.css") <= 16 * KB
    assert compressed(*(SCRIPTS / name for name in ON_A_READERS_PAGE)) <= 8 * KB


def test_every_folder_of_styles_is_a_style_sheet(built: Path) -> None:
    folders = {path.name for path in (CORE / "styles").iterdir() if path.is_dir()}
    assert {f"{name}.css" for name in folders} == set(styles(built))


def test_the_pages_of_an_opinion_map_add_little(built: Path) -> None:
    assert compressed(built / "opinion.css") <= 6 * KB


def test_the_desk_adds_little(built: Path) -> None:
    assert compressed(built / "staff.css") <= 8 * KB
    loaded = {
        SCRIPTS / name
        for folder in (CORE / "templates", ROOT / "src/werkstatt/assessment/templates")
        for template in folder.rglob("*.html")
        for name in re.findall(r"werkstatt/js/(\w+\.js)", template.read_text("utf-8"))
        if "account" not in template.parts and "mfa" not in template.parts
    }
    assert SCRIPTS / "keys.js" in loaded
    assert compressed(*loaded) <= 16 * KB


def test_no_island_grows_into_a_program() -> None:
    assert {path.name: compressed(path) for path in SCRIPTS.glob("*.js") if compressed(path) > 4 * KB} == {}


def test_fonts_are_small_and_have_what_german_needs(built: Path) -> None:
    fonts = sorted((built / "fonts").glob("*.woff2"))
    assert [font.stem for font in fonts] == ["fira-sans-400", "fira-sans-600"]
    assert sum(font.stat().st_size for font in fonts) <= 60 * KB
    for font in fonts:
        letters = TTFont(font).getBestCmap()
        missing = [letter for letter in "äöüÄÖÜßẞéčłő„“‚‘»«–—…·€§→×−" if ord(letter) not in letters]
        assert missing == []


def test_building_twice_gives_the_same_bytes(assets: ModuleType, built: Path) -> None:
    before = {path: path.read_bytes() for path in built.rglob("*") if path.is_file()}
    assets.build(built)
    assert {path: path.read_bytes() for path in built.rglob("*") if path.is_file()} == before


def test_style_sheets_load_nothing_from_elsewhere(built: Path) -> None:
    for name, css in styles(built).items():
        for address in re.findall(r"url\(\s*['\"]?([^'\")]+)", css):
            inside = address.startswith("data:image/svg+xml,") or (built / address).is_file()
            assert inside, f"{name}: {address[:80]}"
        assert "@import" not in css


def test_every_custom_property_that_is_read_is_defined(built: Path) -> None:
    css = "".join(styles(built).values())
    defined = set(re.findall(r"[{;](--[\w-]+)\s*:", css))
    # A property read with a fallback, var(--c, var(--thread)), may be missing on purpose.
    read = set(re.findall(r"var\(\s*(--[\w-]+)\s*\)", css))
    assert read - defined == set()


def test_every_custom_property_of_ours_that_is_defined_is_read_somewhere(built: Path) -> None:
    css = "".join(styles(built).values())
    tokens = (CORE / "styles" / "public" / "10-tokens.css").read_text("utf-8")
    defined = {name for name in re.findall(r"^\s+(--[\w-]+):", tokens, re.MULTILINE) if not name.startswith("--kern")}
    drawings = "".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.html"))
    read = set(re.findall(r"var\(\s*(--[\w-]+)", css + drawings))
    for_towns = {"--brand-deep", "--s9"}  # offered to pages
    assert defined - read - for_towns == set()


def test_dark_redefines_every_colour(built: Path) -> None:
    tokens = (CORE / "styles" / "public" / "10-tokens.css").read_text("utf-8")
    light, dark = tokens.split("@media screen and (prefers-color-scheme: dark)")
    colors = set(re.findall(r"(--[\w-]+): (?:#|rgb)", light))
    assert colors - set(re.findall(r"(--[\w-]+): (?:#|rgb)", dark)) == set()


def test_sources_stay_short_enough_to_read() -> None:
    for path in (CORE / "static" / "werkstatt").rglob("*.*"):
        assert path.read_text("utf-8").count("\n") <= 400, path


def test_every_kern_class_in_a_template_is_in_the_built_style_sheet(built: Path) -> None:
    css = (built / "public.css").read_text("utf-8")
    known = set(re.findall(r"\.(kern-[\w-]+)", css))
    for path in (ROOT / "src").rglob("*.html"):
        # A name that ends with a hyphen is completed by a variable of the template.
        used = {name for name in re.findall(r"\bkern-[a-z][\w-]*", path.read_text("utf-8")) if name[-1] != "-"}
        assert used - known == set(), path


def test_every_icon_has_its_drawing(built: Path) -> None:
    from werkstatt.core.ui.pieces import ICONS

    css = (built / "public.css").read_text("utf-8")
    assert set(re.findall(r"\.i-(\w+)\{--i:url", css)) == set(ICONS)


def test_scripts_carry_no_words_for_people_and_ask_nobody_else() -> None:
    for path in SCRIPTS.glob("*.js"):
        code = re.sub(r"//.*", "", path.read_text("utf-8"))
        assert re.findall(r"textContent = [\"'`]\w", code) == [], path
        code = re.sub(
            r'^import [^"]+ from "\./[\w-]+\.js";$', "", code, flags=re.MULTILINE
        )  # a neighbour is no stranger
        assert re.findall(r"https?://|\bimport\b(?!\.meta\.url)|innerHTML|\beval\(", code) == [], path


def test_templates_have_no_inline_styles_or_scripts() -> None:
    for path in (CORE / "templates").rglob("*.html"):
        html = path.read_text("utf-8")
        assert re.findall(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", html) == [], path


# ── The reader of style sheets ─────────────────────────────────────────────────────────────────────────────────────


def test_strings_and_comments_do_not_confuse_the_reader(assets: ModuleType) -> None:
    css = """/* a { */ .x::before { content: "} ; /* no comment */"; color : red } @media print { .y { margin:0 } }"""
    rules = assets.parse(css)
    assert "".join(assets.minified(rule) for rule in rules) == (
        '.x::before{content:"} ; /* no comment */";color:red}@media print{.y{margin:0}}'
    )


@pytest.mark.parametrize("css", [".a { color: red", "@media print { .a { color: red }", ".a { } }"])
def test_unbalanced_braces_are_told(assets: ModuleType, css: str) -> None:
    with pytest.raises(assets.BuildError):
        assets.parse(css)


def test_unused_components_and_tokens_of_kern_go(assets: ModuleType) -> None:
    css = """
    :root { --kern-a: 1px; --kern-b: var(--kern-a); --kern-c: 2px }
    .kern-btn, .kern-dialog { margin: var(--kern-b) } .kern-dialog__x { margin: var(--kern-c) }
    """
    kept = "".join(assets.minified(rule) for rule in assets.used_part_of_kern(assets.parse(css), needed_by=[]))
    assert kept == ":root{--kern-a:1px;--kern-b:var(--kern-a)}.kern-btn{margin:var(--kern-b)}"
