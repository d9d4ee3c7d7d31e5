"""What people type in the strategy's pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from werkstatt.core.errors import RuleBroken
from werkstatt.strategy.actions import Shape
from werkstatt.strategy.models import Block, Section
from werkstatt.strategy.plain_language import seen_from_line
from werkstatt.strategy.rules import MAX_ALT_LENGTH, MAX_ITEM_LEVEL, MAX_TITLE_LENGTH, StrategyKind, VersionState
from werkstatt.strategy.source import read_source, source_of
from werkstatt.strategy.storage import block_value
from werkstatt.text.model import BlockKind

UPLOAD_MEGABYTES = settings.UPLOAD_LIMIT // 1_000_000

KINDS = [
    ("paragraph", _("Absatz")),
    ("item", _("Punkt einer Liste")),
    ("ordered", _("Punkt einer nummerierten Liste")),
    ("quote", _("Zitat")),
    ("table", _("Tabelle")),
    ("code", _("Feste Schrift")),
]
FIGURE = ("figure", _("Bild"))
LEVELS = [
    (0, _("nicht eingerückt")),
    *((n, format_lazy(_("Ebene {n}"), n=n + 1)) for n in range(1, MAX_ITEM_LEVEL + 1)),
]


def put_errors(form: forms.Form, error: RuleBroken) -> None:
    """Show a broken rule where it belongs: at the fields it names, else at the top of the form."""
    known = {name: text or error.message for name, text in error.fields.items() if name in form.fields}
    for name, text in known.items():
        form.add_error(name, text)
    if not known:
        form.add_error(None, error.message)


class ImportForm(forms.Form):
    """A file, or the text itself."""

    title = forms.CharField(
        label=_("Titel"),
        required=False,
        max_length=MAX_TITLE_LENGTH,
        help_text=_("Wenn Sie nichts eintragen, nehmen wir den Titel aus dem Dokument."),
    )
    file = forms.FileField(
        label=_("Datei"),
        required=False,
        allow_empty_file=True,
        help_text=format_lazy(
            _("DOCX, ODT, Markdown oder Text, höchstens {n} Megabyte. Sie können die Datei auch hierher ziehen."),
            n=UPLOAD_MEGABYTES,
        ),
    )
    text = forms.CharField(
        label=_("Oder den Text hier einfügen"),
        required=False,
        widget=forms.Textarea,
        help_text=_("Absätze trennt eine Leerzeile. Überschriften beginnen mit #, Unterüberschriften mit ##."),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two is needed, and the file must not be too large."""
        data = super().clean() or {}
        file, text = data.get("file"), (data.get("text") or "").strip()
        if file is not None and file.size > settings.UPLOAD_LIMIT:
            message = _(
                "Die Datei ist %(is)s Megabyte groß, erlaubt sind %(most)s. "
                "Verkleinern Sie die Bilder im Dokument, oder teilen Sie es."
            )
            sizes = {"is": -(-file.size // 1_000_000), "most": UPLOAD_MEGABYTES}
            self.add_error("file", forms.ValidationError(message, params=sizes))
        elif file is not None and text:
            self.add_error("text", _("Bitte nehmen Sie entweder die Datei oder den eingefügten Text, nicht beides."))
        elif file is None and not text and "file" not in self.errors:
            self.add_error("file", _("Wählen Sie eine Datei, oder fügen Sie unten den Text ein."))
        return data

    def content(self) -> tuple[bytes, str]:
        """Bytes and name of what is taken over."""
        file = self.cleaned_data["file"]
        if file is not None:
            return file.read(), file.name or ""
        # Typed line ends and unpaired halves of characters become what a file could hold.
        return self.cleaned_data["text"].encode("utf-8", "replace"), f"{self.cleaned_data['title'] or ''}.md"


class BeginForm(forms.Form):
    """A strategy from scratch."""

    title = forms.CharField(label=_("Titel der Strategie"), max_length=MAX_TITLE_LENGTH)
    chapter = forms.CharField(label=_("Überschrift des ersten Kapitels"), max_length=MAX_TITLE_LENGTH)
    kind = forms.ChoiceField(label=_("Art"), choices=StrategyKind, initial=StrategyKind.DIGITAL_STRATEGY)


class TitleForm(forms.Form):
    """The title under which an imported text becomes a draft."""

    title = forms.CharField(label=_("Titel der Strategie"), max_length=MAX_TITLE_LENGTH)


class BlockForm(forms.Form):
    """A block: its words in the notation, and what it is."""

    source = forms.CharField(
        label=_("Text"),
        strip=False,
        widget=forms.Textarea,
        error_messages={"required": _("Hier steht noch nichts. Um den Absatz wegzunehmen, wählen Sie „Löschen“.")},
    )
    kind = forms.ChoiceField(label=_("Art"), choices=[*KINDS, FIGURE])
    level = forms.TypedChoiceField(label=_("Einrückung"), choices=LEVELS, coerce=int)
    header = forms.BooleanField(label=_("Die erste Zeile ist die Kopfzeile"), required=False)
    alt = forms.CharField(
        label=_("Was auf dem Bild zu sehen ist"),
        required=False,
        max_length=MAX_ALT_LENGTH,
        help_text=_("Für Menschen, die das Bild nicht sehen."),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, data: Any = None, *, block: Block | None = None, **kwargs: Any) -> None:
        self.block = block
        self.is_figure = block is not None and block.kind == BlockKind.FIGURE
        if data is not None:
            data = {"kind": "figure" if self.is_figure else "paragraph", "level": "0", **data.dict()}
        if block is not None:
            kwargs.setdefault("initial", initial_of(block))
            kwargs.setdefault("auto_id", f"id_{block.uid}_%s")
        super().__init__(data, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101  for the type checker
        kind.choices = [FIGURE] if self.is_figure else KINDS
        if self.is_figure:
            self.fields["source"].label = _("Bildunterschrift")
            self.fields["source"].required = False

    def clean(self) -> dict[str, Any]:
        """Read the notation; ``text``, ``marks`` and ``shape`` are what the actions take."""
        data = super().clean() or {}
        chosen = data.get("kind") or ("figure" if self.is_figure else "paragraph")
        kind = BlockKind.ITEM if chosen == "ordered" else BlockKind(chosen)
        data["text"], data["marks"] = read_source(data.get("source") or "", kind)
        is_item = kind is BlockKind.ITEM
        data["shape"] = Shape(
            kind=kind,
            level=(data.get("level") or 0) if is_item else 0,
            ordered=chosen == "ordered",
            header_rows=self._header_rows(bool(data.get("header"))) if kind is BlockKind.TABLE else 0,
            alt=(data.get("alt") or "").strip() if kind is BlockKind.FIGURE else "",
        )
        if not data["text"].strip() and not self.is_figure and "source" not in self.errors:
            self.add_error("source", _("Hier steht noch nichts. Um den Absatz wegzunehmen, wählen Sie „Löschen“."))
        return data

    def _header_rows(self, wanted: bool) -> int:
        """A ticked box keeps the number of heading rows an imported table came with."""
        before = self.block.header_rows if self.block is not None else 0
        return max(before, 1) if wanted else 0


def initial_of(block: Block) -> dict[str, Any]:
    """The block as its form shows it."""
    return {
        "source": source_of(block_value(block)),
        "kind": "ordered" if block.kind == BlockKind.ITEM and block.ordered else block.kind,
        "level": block.level,
        "header": block.header_rows > 0,
        "alt": block.alt,
        "revision": block.revision,
    }


class SectionForm(forms.Form):
    """The heading of a section."""

    title = forms.CharField(label=_("Überschrift"), max_length=MAX_TITLE_LENGTH)

    def __init__(self, *args: Any, section: Section | None = None, **kwargs: Any) -> None:
        if section is not None:
            kwargs.setdefault("initial", {"title": section.title})
        super().__init__(*args, **kwargs)


class SummaryForm(forms.Form):
    """The plain-language version of a section. ``was`` and ``seen`` are what the writer has before her."""

    summary = forms.CharField(
        label=_("In einfacher Sprache"),
        required=False,
        strip=False,
        widget=forms.Textarea,
        help_text=_(
            "Kurze Sätze, bekannte Wörter. Eine Leerzeile beginnt einen neuen Absatz, „- “ am Anfang einer Zeile eine "
            "Liste."
        ),
    )
    was = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    use_required_attribute = False

    def clean_seen(self) -> dict[str, int]:
        """The revisions of the blocks by id."""
        return seen_from_line(self.cleaned_data["seen"])


class PictureForm(forms.Form):
    """A picture for the text, and what can be seen on it."""

    file = forms.FileField(
        label=_("Bild"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp"}),
        help_text=_("PNG, JPEG, GIF oder WebP, höchstens 10 Megabyte."),
        error_messages={"required": _("Bitte wählen Sie ein Bild.")},
    )
    alt = forms.CharField(
        label=_("Was auf dem Bild zu sehen ist"),
        max_length=MAX_ALT_LENGTH,
        help_text=_("Für Menschen, die das Bild nicht sehen."),
        error_messages={"required": _("Bitte beschreiben Sie, was auf dem Bild zu sehen ist.")},
    )
    caption = forms.CharField(label=_("Bildunterschrift"), max_length=2_000, required=False)

    use_required_attribute = False


class NewSectionForm(forms.Form):
    """The heading of a new section or chapter."""

    title = forms.CharField(label=_("Überschrift"), max_length=MAX_TITLE_LENGTH)


class PublishForm(forms.Form):
    """What the draft becomes."""

    state = forms.ChoiceField(
        label=_("Was soll aus dem Entwurf werden?"),
        widget=forms.RadioSelect,
        initial=VersionState.CONSULTATION,
        choices=[
            (VersionState.CONSULTATION, _("Zur Beteiligung: Alle können mitreden, sobald Sie eine Phase eröffnen.")),
            (VersionState.CANDIDATE, _("Beschlussreif: Der Text geht ohne weitere Beteiligung in Richtung Rat.")),
        ],
    )


class MoveForm(forms.Form):
    """The next state of a version."""

    state = forms.ChoiceField(choices=VersionState)
    override_reason = forms.CharField(
        label=_("Grund, warum es trotzdem weitergeht"), required=False, max_length=2000, widget=forms.Textarea
    )
