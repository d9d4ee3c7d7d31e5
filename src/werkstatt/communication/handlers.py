"""What communication does when something happens below: it notes who is to be told."""

from __future__ import annotations

from werkstatt.accounts.events import AddressErased
from werkstatt.assessment.events import ReplyReleased
from werkstatt.communication.actions.address import erase_from, export_address, mark_refused
from werkstatt.communication.actions.notice import drop, note, note_version
from werkstatt.communication.actions.subscription import end_of_phase
from werkstatt.communication.rules import NewsKind
from werkstatt.core.events import on
from werkstatt.core.mail import MailRefused
from werkstatt.core.slots import fills
from werkstatt.organisations.models import Municipality
from werkstatt.participation.events import ContactsErased, ContributionAdvanced, ObjectionAnswered
from werkstatt.participation.queries.personal import STORED, Stored
from werkstatt.participation.rules import ContributionState as State
from werkstatt.strategy.events import VersionOpened


@on(ReplyReleased)
def tell_the_answer(event: ReplyReleased) -> None:
    """The author hears of the answer, and so do those whose contributions were merged into this one."""
    note(event.contribution, NewsKind.ANSWERED)


@on(ContributionAdvanced)
def tell_the_way(event: ContributionAdvanced) -> None:
    """Withheld, merged, shown after all: the author hears of it. What is not true any more is not told."""
    contribution = event.contribution
    match contribution.state:
        case State.WITHDRAWN:
            drop(contribution)
        case State.WITHHELD:
            drop(contribution)
            note(contribution, NewsKind.WITHHELD)
        case State.MERGED:
            drop(contribution, NewsKind.PUBLISHED)
            note(contribution, NewsKind.MERGED)
        case State.PUBLISHED if event.before in (State.RECEIVED, State.WITHHELD, State.MERGED):
            drop(contribution, NewsKind.WITHHELD, NewsKind.MERGED)
            note(contribution, NewsKind.PUBLISHED)
        case State.ASSIGNED if event.before == State.ANSWERED:
            drop(contribution, NewsKind.ANSWERED, NewsKind.TEXT_CHANGED)


@on(ObjectionAnswered)
def tell_about_the_objection(event: ObjectionAnswered) -> None:
    """Who objected hears what was decided."""
    note(event.objection.contribution, NewsKind.OBJECTION)


@on(VersionOpened)
def tell_of_the_version(event: VersionOpened) -> None:
    """Those whose words changed the text hear of it, and those who subscribed."""
    note_version(event.version)


@on(MailRefused)
def stop_writing(event: MailRefused) -> None:
    """Nobody gets mail at this address: no further mails go there."""
    mark_refused(event.town_id, event.address)


@on(AddressErased)
def forget_address(event: AddressErased) -> None:
    """Somebody wants her address gone."""
    erase_from(event.town_id, event.email)


@on(ContactsErased)
def forget_subscribers(event: ContactsErased) -> None:
    """A phase lets go of people: of those who wanted to hear of it, too."""
    end_of_phase(phase=event.phase)


@fills(STORED)
def kept(town: Municipality, email: str) -> list[Stored]:
    """What somebody subscribed to, and what was mailed to her lately."""
    found = export_address(town=town, email=email)
    return [Stored(key, found[key]) for key in ("subscriptions", "mails")]
