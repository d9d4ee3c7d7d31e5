"""Every address of the installation, taken from the URL configuration, filled with things that exist in a town."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.factories import BusyTown
from werkstatt.communication.links import confirm_url, manage_url
from werkstatt.organisations.models import Membership, Unit
from werkstatt.participation.receipts import signed_contact, signed_number

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True, slots=True)
class Route:
    """An address with its parameters still open, such as ``/<slug:town>/beitraege/<number:number>/``."""

    name: str
    pattern: str

    @property
    def parameters(self) -> list[str]:
        """Names of its parameters, in order."""
        return [one or other for one, other in _PARAMETER.findall(self.pattern)]

    @property
    def is_staff(self) -> bool:
        """For those who belong to a town."""
        return self.pattern.startswith("<slug:town>/werkstatt/") or self.name == "member-home"

    @property
    def of_town(self) -> bool:
        """Below a town."""
        return self.pattern.startswith("<slug:town>/")

    def filled(self, values: dict[str, Any]) -> str:
        """The address with these values."""
        address = _PARAMETER.sub(lambda found: str(values[found[1] or found[2]]), self.pattern)
        return "/" + address.replace("^", "").replace("$", "")


def routes(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[Route]:
    """Every address that the resolver knows, German ones (the English ones are the same below ``/en/``)."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern):
            yield Route(pattern.name or here, here)


def _last(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


_SAMPLES: dict[str, Callable[[BusyTown], Any]] = {
    "town": lambda b: b.scene.town.slug,
    "slug": lambda b: b.scene.version.strategy.slug,
    "number": lambda b: b.answered.number,
    "other": lambda b: b.waiting.number,
    "version": lambda b: b.second.pk,
    "phase": lambda b: b.scene.phase.pk,
    "placement": lambda b: b.placement.pk,
    "member": lambda b: Membership.objects.get(user=b.scene.lead).pk,
    "kind": lambda b: "privacy",
    "order": lambda b: b.order.pk,
    "format": lambda b: "csv",
    "chapter": lambda b: 1,
    "position": lambda b: b.point.position,
    "section": lambda b: b.scene.version.sections.first().uid,
    "block": lambda b: b.answered.block_uid,
    "name": lambda b: b.picture,
    "old": lambda b: 1,
    "new": lambda b: 2,
    "signed": lambda b: signed_number(b.scene.town.pk, b.answered.number),
    "token": lambda b: _last(manage_url(b.scene.town, b.contact)),
    # Accounts: nothing that exists, the walls there are not those of a town.
    "pk": lambda b: 1,
    "secret": lambda b: "x" * 43,
    "key": lambda b: "x" * 20,
    "uidb36": lambda b: "1",
    "provider_id": lambda b: "amt",
    "organization_slug": lambda b: "amt",
}
"""What stands for a parameter of this name, unless the address is named below."""
_SPECIAL: dict[tuple[str, str], Callable[[BusyTown], Any]] = {
    ("import-preview", "token"): lambda b: b.preview.token,
    ("intake-table", "token"): lambda b: b.table.token,
    ("intake-columns", "token"): lambda b: b.table.token,
    ("intake-report", "token"): lambda b: b.table.token,
    ("settings-unit-dissolve", "key"): lambda b: Unit.objects.get(municipality=b.scene.town, name=f"Amt {b.word}").pk,
    ("settings-circle", "key"): lambda b: b.group.pk,
    ("draft-start", "number"): lambda b: 2,
    ("version-move", "number"): lambda b: 2,
    ("version-widen", "number"): lambda b: 2,
    ("version", "number"): lambda b: 1,
    ("chapter", "number"): lambda b: 1,
    ("download", "number"): lambda b: 1,
    ("download", "format"): lambda b: "md",
    ("thread", "number"): lambda b: 1,
    ("suggestion", "number"): lambda b: b.adopted.number,
    ("settle", "number"): lambda b: b.adopted.number,
    ("desk-change", "number"): lambda b: b.adopted.number,
    ("draft-block", "uid"): lambda b: b.draft.blocks.first().uid,
    ("draft-section", "uid"): lambda b: b.draft.sections.first().uid,
    ("draft-picture-new", "uid"): lambda b: b.draft.sections.first().uid,
    ("draft-block-new", "uid"): lambda b: b.draft.sections.first().uid,
    ("internal-order", "format"): lambda b: "xlsx",
    ("internal-watch", "order"): lambda b: b.internal_order.pk,
    ("internal-cancel", "order"): lambda b: b.internal_order.pk,
    ("internal-file", "order"): lambda b: b.internal_order.pk,
    ("motion", "number"): lambda b: b.motion.number,
    ("motion-new", "phase"): lambda b: b.council.pk,
    ("motion-section", "phase"): lambda b: b.council.pk,
    ("motion-section", "section"): lambda b: b.second.sections.first().uid,
    ("motion-block", "phase"): lambda b: b.council.pk,
    ("motion-block", "block"): lambda b: b.motion.block_uid,
    ("contact-confirm", "signed"): lambda b: signed_contact(b.contact, "confirm"),
    ("contact-stop", "signed"): lambda b: signed_contact(b.contact, "stop"),
    ("contribution-object", "signed"): lambda b: signed_number(b.scene.town.pk, b.withheld.number),
    ("support", "number"): lambda b: b.waiting.number,
    ("subscription-confirm", "token"): lambda b: _last(confirm_url(b.scene.town, b.subscription)),
    ("phase-synopsis", "format"): lambda b: "xlsx",
    ("phase-data", "format"): lambda b: "json",
    ("phase-file-order", "kind"): lambda b: "data",
    ("opinion-import-preview", "token"): lambda b: b.vote_import.token,
    ("opinion-statement-desk", "number"): lambda b: 1,
}


def values_for(route: Route, busy: BusyTown) -> dict[str, Any]:
    """What fills the address. Raises KeyError for a parameter that nobody has given a sample yet."""
    values = {}
    for parameter in route.parameters:
        sample = _SPECIAL.get((route.name, parameter))
        if sample is None and parameter == "uid":
            raise KeyError(f"{route.name}: no sample for {parameter}")
        values[parameter] = (sample or _SAMPLES[parameter])(busy)
    return values


def address_of(route: Route, busy: BusyTown, **other: Any) -> str:
    """The address in this town, some values replaced by others."""
    return route.filled(values_for(route, busy) | other)
