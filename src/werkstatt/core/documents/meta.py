"""What stands on the first page and in the properties of a written document."""

from __future__ import annotations

from dataclasses import dataclass

from werkstatt.text.model import Document


@dataclass(frozen=True, slots=True)
class Meta:
    """Everything as it is to be shown. Empty values are left out; an empty title or language is the document's.

    ``author`` is who publishes it (the municipality), ``date`` is already written out ("22. November 2026"),
    ``version_label`` names the version ("Fassung 3, Entwurf zur Beteiligung"), ``content_hash`` is its SHA-256.
    """

    title: str = ""
    subtitle: str = ""
    author: str = ""
    date: str = ""
    language: str = ""
    version_label: str = ""
    content_hash: str = ""

    def title_of(self, document: Document) -> str:
        """The title to show for this document."""
        return self.title or document.title

    def language_of(self, document: Document) -> str:
        """The language code (BCP 47) of this document."""
        return self.language or document.language or "de"
