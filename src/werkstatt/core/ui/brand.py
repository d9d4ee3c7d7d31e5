"""The colours of a town: from the one colour it chooses to light and dark tokens that everybody can read."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.utils.formats import number_format
from django.utils.translation import gettext as _

TEXT_CONTRAST = 4.5
LINE_CONTRAST = 3.0

WHITE = "#ffffff"
BLACK = "#000000"
MARK = "#ffc45c"

# The grounds that text in the brand's colour may stand on; the same values as in css/public/10-tokens.css.
LIGHT_GROUNDS = (WHITE, "#f4f7f7", "#e9eeef", "#e2eff2", "#fdf0dc", "#fdf0d3", "#fbe6e4", "#e2f3e8", "#f1e8f8")
DARK_PAPER = "#0f1519"
DARK_GROUNDS = (DARK_PAPER, "#182126", "#222d33", "#12303a", "#33260f", "#33290d", "#3d1a1a", "#14301f", "#2b1d3a")

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Palette:
    """The tokens of one light mode, as ``#rrggbb``. Field names are the custom properties' names."""

    brand: str
    brand_deep: str
    on_brand: str
    bar: str
    on_bar: str
    on_bar_muted: str
    bar_mark: str
    thread: str
    thread_soft: str
    thread_ink: str


@dataclass(frozen=True, slots=True)
class BrandTokens:
    """What a town's colour becomes in light and in dark surroundings."""

    light: Palette
    dark: Palette


def contrast(a: str, b: str) -> float:
    """The contrast ratio of two colours ``#rrggbb``, between 1 and 21.

    Formula: Web Content Accessibility Guidelines 2.2, definitions of “contrast ratio” and “relative luminance”,
    https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio. Raises ValueError when a colour is not written as ``#rrggbb``.
    """
    lighter, darker = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def problem(color: str) -> str | None:
    """Why this colour cannot be a town's colour, with a way to mend it; None when it can."""
    if not _HEX.fullmatch(color):
        return _("„%(color)s“ ist keine Farbangabe. Schreiben Sie eine Raute und sechs Zeichen, etwa #0b5566.") % {
            "color": color
        }
    ratio = contrast(color, WHITE)
    if ratio < TEXT_CONTRAST:
        return _(
            "Weiße Schrift ist auf %(color)s schlecht zu lesen: Der Kontrast ist %(ratio)s zu 1, nötig sind 4,5 zu 1. "
            "Nehmen Sie einen dunkleren Ton, zum Beispiel %(better)s."
        ) % {
            "color": color,
            "ratio": number_format(int(ratio * 10) / 10, 1),
            "better": _darkened(color, [WHITE], TEXT_CONTRAST),
        }
    return None


def brand_tokens(color: str) -> BrandTokens:
    """Tokens for light and dark from one colour ``#rrggbb``.

    Guaranteed whatever the colour: text in the brand's colour has a contrast of at least 4.5 to every ground it may
    stand on, text on the brand's colour 4.5, lines 3. A colour that :func:`problem` accepts fills the bar unchanged.
    Raises ValueError when the colour is not written as ``#rrggbb``.
    """
    return BrandTokens(light=_light(color.lower()), dark=_dark(color.lower()))


def brand_css(tokens: BrandTokens) -> str:
    """The style sheet of a town: sets the custom properties that css/public/10-tokens.css gives defaults for."""
    light = f":root{{{_declarations(tokens.light)}}}"
    return f"{light}@media screen and (prefers-color-scheme:dark){{:root{{{_declarations(tokens.dark)}}}}}"


def _light(color: str) -> Palette:
    soft = _mixed(color, WHITE, 0.11)
    brand = _darkened(color, [*LIGHT_GROUNDS, soft], TEXT_CONTRAST)
    bar = _darkened(color, [WHITE], TEXT_CONTRAST)
    return Palette(
        brand=brand,
        brand_deep=_mixed(brand, BLACK, 0.75),
        on_brand=WHITE,
        bar=bar,
        on_bar=WHITE,
        on_bar_muted=_lightened(_mixed(bar, WHITE, 0.2), [bar], TEXT_CONTRAST),
        bar_mark=MARK if contrast(MARK, bar) >= LINE_CONTRAST else WHITE,
        thread=brand,
        thread_soft=soft,
        thread_ink=brand,
    )


def _dark(color: str) -> Palette:
    soft = _darkened(_mixed(color, DARK_PAPER, 0.3), [WHITE], 12)
    brand = _lightened(_calmer(color), [*DARK_GROUNDS, soft], 6)
    bar = _darkened(_mixed(color, DARK_PAPER, 0.45), [WHITE], 7)
    return Palette(
        brand=brand,
        brand_deep=bar,
        on_brand=_darkened(_mixed(color, BLACK, 0.3), [brand], TEXT_CONTRAST),
        bar=bar,
        on_bar=WHITE,
        on_bar_muted=_lightened(_mixed(bar, WHITE, 0.3), [bar], TEXT_CONTRAST),
        bar_mark=MARK if contrast(MARK, bar) >= LINE_CONTRAST else WHITE,
        thread=brand,
        thread_soft=soft,
        thread_ink=_lightened(brand, [soft], 7),
    )


def _declarations(palette: Palette) -> str:
    return ";".join(f"--{field.name.replace('_', '-')}:{getattr(palette, field.name)}" for field in fields(palette))


def _darkened(color: str, grounds: Iterable[str], ratio: float) -> str:
    """The colour itself, or its nearest darker tone that has this contrast to all the (lighter) grounds."""
    return _shifted(color, list(grounds), ratio, step=-0.01)


def _lightened(color: str, grounds: Iterable[str], ratio: float) -> str:
    """The colour itself, or its nearest lighter tone that has this contrast to all the (darker) grounds."""
    return _shifted(color, list(grounds), ratio, step=0.01)


def _shifted(color: str, grounds: list[str], ratio: float, step: float) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(color))
    toward = WHITE if step > 0 else BLACK
    # Lighter than the ground on the wrong side also has contrast: what counts is the side we are heading for.
    while not all(_beyond(color, ground, toward) and contrast(color, ground) >= ratio for ground in grounds):
        lightness += step
        if not 0 < lightness < 1:
            return toward
        color = _hex(colorsys.hls_to_rgb(hue, lightness, saturation))
    return color


def _beyond(color: str, ground: str, toward: str) -> bool:
    return contrast(color, toward) <= contrast(ground, toward)


def _calmer(color: str) -> str:
    """Less saturated: strong colours glare on a dark ground."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(color))
    return _hex(colorsys.hls_to_rgb(hue, lightness, min(saturation, 0.5)))


def _mixed(color: str, other: str, share: float) -> str:
    """``share`` of the colour, the rest of the other one."""
    pairs = zip(_channels(color), _channels(other), strict=True)
    return _hex(a * share + b * (1 - share) for a, b in pairs)


def _luminance(color: str) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in _channels(color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(color: str) -> tuple[float, float, float]:
    if not _HEX.fullmatch(color):
        raise ValueError(f"not a colour: {color!r}")
    return int(color[1:3], 16) / 255, int(color[3:5], 16) / 255, int(color[5:7], 16) / 255


def _hex(channels: Iterable[float]) -> str:
    return "#" + "".join(f"{round(min(max(channel, 0), 1) * 255):02x}" for channel in channels)
