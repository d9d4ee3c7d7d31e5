"""Beginning a strategy, starting a draft, publishing, moving through the states."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import announce
from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.organisations.models import Circle, Municipality
from werkstatt.strategy.events import VersionMoved, VersionOpened, VersionPublished
from werkstatt.strategy.models import Strategy, Version
from werkstatt.strategy.queries import document_of, draft_of
from werkstatt.strategy.rules import MAX_TITLE_LENGTH, Audience, StrategyKind, VersionState, is_wider, may_become
from werkstatt.strategy.said import said
from werkstatt.strategy.storage import bases_of, save_document
from werkstatt.text.ids import new_id
from werkstatt.text.model import Document, Section, content_hash

RESERVED_SLUGS = frozenset({"neu", "einlesen", "bilder"})
"""Parts of staff addresses that stand where a strategy's slug would."""
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


@transaction.atomic
def begin_strategy(
    *,
    actor: Actor,
    town: Municipality,
    document: Document,
    title: str = "",
    kind: str = StrategyKind.DIGITAL_STRATEGY,
) -> Version:
    """A new strategy whose first draft holds the document. Returns the draft.

    Raises RuleBroken if the title is missing or too long.
    """
    require(actor, "strategy.import_text", town)
    title = cleaned_line(title or document.title)
    if not title:
        raise RuleBroken(_("Bitte geben Sie der Strategie einen Titel."), fields={"title": _("Der Titel fehlt.")})
    if len(title) > MAX_TITLE_LENGTH:
        message = _("Der Titel ist zu lang. Bitte kürzen Sie ihn auf %(n)s Zeichen.") % {"n": MAX_TITLE_LENGTH}
        raise RuleBroken(message, fields={"title": message})
    strategy = Strategy.objects.create(municipality=town, slug=_free_slug(town, title), title=title, kind=kind)
    draft = Version.objects.create(municipality=town, strategy=strategy, number=1, language=document.language)
    save_document(draft, document)
    record(actor, "begin_strategy", strategy, title=title, version=draft.pk)
    return draft


def _free_slug(town: Municipality, title: str) -> str:
    stem = slugify(title.translate(UMLAUTS))[:70].strip("-") or "strategie"
    taken = set(Strategy.objects.filter(municipality=town, slug__startswith=stem).values_list("slug", flat=True))
    taken |= RESERVED_SLUGS
    return next(slug for n in range(1, len(taken) + 3) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken)


@transaction.atomic
def begin_empty(
    *, actor: Actor, town: Municipality, title: str, chapter: str, kind: str = StrategyKind.DIGITAL_STRATEGY
) -> Version:
    """A new strategy that somebody writes from scratch, with the heading of its first chapter. Returns the draft."""
    chapter = cleaned_line(chapter)
    if not chapter:
        message = _("Bitte geben Sie dem ersten Kapitel eine Überschrift.")
        raise RuleBroken(message, fields={"chapter": message})
    if len(chapter) > MAX_TITLE_LENGTH:
        message = _("Die Überschrift ist zu lang. Bitte kürzen Sie sie auf %(n)s Zeichen.") % {"n": MAX_TITLE_LENGTH}
        raise RuleBroken(message, fields={"chapter": message})
    document = Document(title=cleaned_line(title), sections=(Section(id=new_id(), title=chapter),))
    return begin_strategy(actor=actor, town=town, document=document, title=title, kind=kind)


@transaction.atomic
def start_draft(*, actor: Actor, base: Version) -> Version:
    """A new draft that continues ``base`` word for word, every section and block with its id.

    If the strategy already has a draft, that one is returned: there is only ever one.
    """
    require(actor, "strategy.edit_text", base)
    strategy = Strategy.objects.select_for_update().get(pk=base.strategy_id)
    if existing := draft_of(strategy):
        return existing
    last = Version.objects.filter(strategy=strategy).order_by("-number").values_list("number", flat=True)[0]
    draft = Version.objects.create(
        municipality_id=base.municipality_id, strategy=strategy, number=last + 1, base=base, language=base.language
    )
    save_document(draft, document_of(base), bases_of(base))
    record(actor, "start_draft", draft, base=base.pk)
    return draft


@transaction.atomic
def publish_version(
    *,
    actor: Actor,
    draft: Version,
    state: str = VersionState.CONSULTATION,
    audience: str = Audience.PUBLIC,
    circles: Iterable[Circle] = (),
) -> Version:
    """Freeze the draft under its hash and show it to everybody, or at first only to ``audience`` and ``circles``.

    The version it continues becomes superseded; a public one not before everybody may read its successor.
    Raises RuleBroken if it is no draft (any more), has no text, may not take ``state``, or if nobody could read it.
    """
    require(actor, "strategy.publish", draft)
    version = Version.objects.select_for_update(of=("self",)).select_related("strategy", "base").get(pk=draft.pk)
    if not version.is_draft:
        raise RuleBroken(_("%(version)s ist schon veröffentlicht.") % {"version": version.label})
    if not may_become(version.state, state):
        raise RuleBroken(_("So kann ein Entwurf nicht veröffentlicht werden."))
    document = document_of(version)
    if not any(block.text.strip() or block.image for block in document.blocks()):
        raise RuleBroken(_("Der Entwurf ist noch leer. Schreiben Sie zuerst einen Absatz."))
    chosen = _checked_circles(version, audience, circles)
    version.content_hash = content_hash(document)
    version.published_at = clock.now()
    version.state, version.audience = state, audience
    version.save(update_fields=["content_hash", "published_at", "state", "audience"])
    version.circles.set(chosen)
    record(actor, "publish_version", version, state=state, content_hash=version.content_hash, **_readers(version))
    _supersede_earlier(actor, version)
    announce(VersionPublished(version))
    if audience == Audience.PUBLIC:
        announce(VersionOpened(version))
    pages.touch(version.municipality_id)
    return version


@transaction.atomic
def open_wider(*, actor: Actor, version: Version, audience: str, circles: Iterable[Circle] = ()) -> Version:
    """Let more people read a published version. ``circles`` come to those that may read it already.

    There is no way back: what people have read stays read. Raises RuleBroken for a draft, for a public version, if
    anybody would lose the text, or if nobody would gain it.
    """
    require(actor, "strategy.publish", version)
    current = Version.objects.select_for_update(of=("self",)).select_related("strategy", "base").get(pk=version.pk)
    if current.is_draft:
        raise RuleBroken(_("Ein Entwurf ist noch nicht veröffentlicht."))
    if current.audience == Audience.PUBLIC:
        raise RuleBroken(_("%(version)s ist öffentlich und bleibt es.") % {"version": current.label})
    before = set(current.circles.values_list("pk", flat=True))
    chosen = _checked_circles(current, audience, circles, before)
    if audience not in Audience.values or (audience != current.audience and not is_wider(audience, current.audience)):
        message = _("Wer den Text schon lesen darf, behält ihn. Sie können ihn nur weiter öffnen.")
        raise RuleBroken(message, fields={"audience": message})
    if audience == current.audience and {circle.pk for circle in chosen} <= before:
        message = _("Damit kommt niemand hinzu. Wählen Sie aus, wer den Text auch lesen darf.")
        raise RuleBroken(message, fields={"audience": message})
    earlier = current.audience
    current.audience = audience
    current.save(update_fields=["audience"])
    current.circles.add(*chosen)
    record(actor, "open_version", current, before=earlier, **_readers(current))
    if audience == Audience.PUBLIC:
        _supersede_earlier(actor, current)
        announce(VersionOpened(current))
    pages.touch(current.municipality_id)
    return current


def _checked_circles(
    version: Version, audience: str, circles: Iterable[Circle], before: Iterable[int] = ()
) -> list[Circle]:
    """The groups that may read a version besides; none where everybody may."""
    chosen = list(circles)
    if any(circle.municipality_id != version.municipality_id for circle in chosen):
        raise RuleBroken(_("Diese Gruppe gehört zu einer anderen Kommune."))
    if audience == Audience.CIRCLES and not chosen and not before:
        message = _("Wählen Sie mindestens eine Gruppe, die den Text lesen darf.")
        raise RuleBroken(message, fields={"circles": message})
    return chosen if audience != Audience.PUBLIC else []


def _readers(version: Version) -> dict[str, object]:
    """Who may read a version, as the record keeps it. Groups by name: they may have another one later."""
    names = [circle.name for circle in version.circles.all()] if version.audience != Audience.PUBLIC else []
    return {"audience": version.audience, "circles": names}


def _supersede_earlier(actor: Actor, version: Version) -> None:
    """The text that a version continues no longer holds, as soon as its own readers can see the new one."""
    earlier = version.base
    while earlier is not None:
        is_seen = version.audience == Audience.PUBLIC or earlier.audience != Audience.PUBLIC
        if is_seen and may_become(earlier.state, VersionState.SUPERSEDED):
            _move(actor, earlier, VersionState.SUPERSEDED)
        # A public version has settled this for everything before it.
        earlier = earlier.base if earlier.audience != Audience.PUBLIC else None


@transaction.atomic
def move_version(*, actor: Actor, version: Version, state: str, override_reason: str = "") -> Version:
    """Take a published version to its next state.

    Before it goes to the council, the slot ``strategy.submission.gate`` is asked: each filler gets ``version`` and
    answers with messages about what is still missing. They stop the way, unless ``override_reason`` says why it
    goes on all the same; that is recorded.

    Raises RuleBroken if the way from its present state does not exist, or something is missing.
    """
    require(actor, "strategy.publish", version)
    current = Version.objects.select_for_update(of=("self",)).select_related("strategy").get(pk=version.pk)
    if state not in VersionState.values:
        raise RuleBroken(_("Diesen Stand gibt es nicht."))
    if current.is_draft or not may_become(current.state, state):
        names = {"now": current.get_state_display(), "then": VersionState(state).label}
        raise RuleBroken(_("Aus „%(now)s“ kann nicht „%(then)s“ werden.") % names)
    missing = submission_obstacles(current) if state == VersionState.SUBMITTED else []
    reason = cleaned(override_reason)
    if missing and not reason:
        raise RuleBroken(
            " ".join([*missing, _("Wenn Sie trotzdem vorlegen möchten, nennen Sie bitte den Grund.")]),
            fields={"override_reason": _("Nennen Sie den Grund, oder erledigen Sie zuerst, was fehlt.")},
        )
    _move(actor, current, state, **({"missing": missing, "override_reason": reason} if missing else {}))
    pages.touch(current.municipality_id)
    return current


def submission_obstacles(version: Version) -> list[str]:
    """What other contexts say is still missing before the version can go to the council."""
    return said("strategy.submission.gate", version=version)


def _move(actor: Actor, version: Version, state: str, **more: object) -> None:
    before = version.state
    version.state = state
    version.save(update_fields=["state"])
    record(actor, "move_version", version, before=before, after=state, **more)
    announce(VersionMoved(version, before))


def require_draft(version: Version) -> None:
    """Guard for everything that writes text: raises RuleBroken unless ``version`` is still a draft.

    Takes the lock of the version's row, so that publishing and writing cannot overtake each other.
    """
    state = Version.objects.select_for_update().values_list("state", flat=True).get(pk=version.pk)
    if state != VersionState.DRAFT:
        raise RuleBroken(
            _("%(version)s ist veröffentlicht und kann nicht mehr geändert werden.") % {"version": version.label}
        )
