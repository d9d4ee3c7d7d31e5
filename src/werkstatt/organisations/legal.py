"""What stands on the pages that every authority needs, until the town says it in its own words. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from werkstatt.organisations.rules import PageKind

MAX_PAGE_LENGTH = 40_000
"""Characters of a page."""
MAX_REPORT_LENGTH = 4_000


def general_text(kind: str, town: str, contact: str) -> str:
    """Markdown for a page nobody has written yet: what is true of this software anywhere, and what is still missing."""
    parts = {PageKind.IMPRINT: _imprint, PageKind.PRIVACY: _privacy}.get(PageKind(kind), _accessibility)()
    given = {"town": town, "contact": contact or _("(Adresse fehlt noch)")}
    return "\n\n".join(part % given for part in parts)


def _imprint() -> list[str]:
    return [
        _("## Wer diese Seiten anbietet"),
        "%(town)s",
        _("E-Mail: %(contact)s"),
        _("Anschrift, Telefon, Vertretung und Aufsicht trägt die Verwaltung noch ein."),
    ]


def _privacy() -> list[str]:
    return [
        _("## Was wir speichern"),
        _(
            "Zum Lesen brauchen Sie kein Konto. Wir setzen dabei kein Cookie. "
            "Wir speichern nicht, wer welche Seite liest."
        ),
        _(
            "Zu einem Beitrag speichern wir Ihre Worte, die Stelle im Text, die Zeit und den Namen, den Sie dazu "
            "schreiben. Das alles ist öffentlich. Der Name muss nicht Ihr eigener sein."
        ),
        _("## Wenn Sie abstimmen"),
        _(
            "In einem Stimmungsbild stimmen Sie ohne Namen ab. Erst mit der ersten Stimme setzen wir ein Cookie. "
            "Darin steht ein zufälliges Zeichen. Daran erkennen wir Ihr Gerät wieder."
        ),
        _(
            "30 Tage nach dem Ende der Beteiligung vergessen wir, welches Gerät wie abgestimmt hat. "
            "Bis dahin können Sie Ihre Antworten selbst löschen."
        ),
        _("Wir veröffentlichen alle Stimmen ohne Namen. Von der Zeit steht nur der Tag dabei."),
        _("## Ihre E-Mail-Adresse"),
        _(
            "Sie ist freiwillig. Wir nutzen sie nur, um Ihnen zu sagen, was aus Ihrem Beitrag wurde, und erst, wenn "
            "Sie das bestätigt haben. Sie steht nirgends öffentlich."
        ),
        _(
            "Sie können sie jederzeit über den Link in jeder Mail löschen. Sonst löschen wir sie an dem Tag, der bei "
            "der Beteiligung steht."
        ),
        _(
            "An diesem Tag löschen wir auch frühere Fassungen Ihrer Worte und wer welchen Beitrag unterstützt hat. "
            "Es bleiben Nummer, Beitrag und Antwort, die Zahl der Unterstützungen und der Name, den Sie gewählt haben."
        ),
        _(
            "Auf Ihrem Beleg können Sie jederzeit herunterladen, was wir zu Ihrem Beitrag gespeichert haben, und Ihre "
            "Adresse löschen."
        ),
        _("## Schutz vor Missbrauch"),
        _(
            "Ihr Browser löst beim Senden eine kleine Rechenaufgabe. Wie oft von einem Anschluss gesendet wird, "
            "zählen wir mit einem Kennwert. Er nennt keinen Menschen und wechselt jeden Tag. "
            "Auf diesen Seiten gibt es keine fremden Dienste."
        ),
        _("## Ihre Rechte"),
        _(
            "Sie können Auskunft über Ihre Daten verlangen. Sie können sie berichtigen und löschen lassen. "
            "Schreiben Sie an %(contact)s."
        ),
        _("Beschweren können Sie sich bei der Aufsicht für den Datenschutz Ihres Landes."),
        _("Verantwortlich ist: %(town)s."),
    ]


def _accessibility() -> list[str]:
    return [
        _("## Wie gut Sie diese Seiten nutzen können"),
        _(
            "Diese Seiten sollen alle nutzen können: mit Tastatur, mit Vorleseprogramm, mit großer Schrift, auf dem "
            "Telefon und ohne JavaScript."
        ),
        _("Sie folgen den Regeln der WCAG 2.2 in der Stufe AA. Das wird bei jeder Änderung der Software geprüft."),
        _("## Was noch nicht geht"),
        _(
            "Bilder und Dateien, die andere geschrieben haben, sind nicht immer beschrieben. "
            "Texte in einfacher Sprache gibt es nicht zu jedem Abschnitt."
        ),
        _("## Etwas geht nicht?"),
        _("Schreiben Sie uns über diese Seite oder an %(contact)s. Wir antworten spätestens in zwei Wochen."),
        _("## Wenn das nicht hilft"),
        _(
            "Dann können Sie sich an die Schlichtungsstelle für Barrierefreiheit Ihres Landes wenden. "
            "Wo sie zu erreichen ist, trägt %(town)s hier noch ein."
        ),
    ]
