"""Tables of noted-down voices: upload, say what the columns mean, look, mend, import, undo."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from werkstatt.core import clock
from werkstatt.core.documents.tables import column_name
from werkstatt.core.errors import RuleBroken
from werkstatt.core.forms import put_on
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.participation import tasks
from werkstatt.participation.actions.checking import Checked, CheckedRow, Fault, check_table
from werkstatt.participation.actions.intake import (
    LARGE,
    arrange_table,
    begin_import,
    discard_table,
    import_table,
    is_running,
    mend_rows,
    still_faulty,
    take_table,
)
from werkstatt.participation.actions.undoing import undo_import
from werkstatt.participation.columns import Column
from werkstatt.participation.intake_forms import ColumnsForm, TableForm
from werkstatt.participation.models import IntakeTable
from werkstatt.participation.queries.intake import find_table, imported_by, phases_to_record, tables_of
from werkstatt.participation.rules import IntakeState

_FAULTY_ON_A_PAGE = 25
_SHOWN = 8
_CELL = re.compile(r"z-(\d{1,8})-(\d{1,3})")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("participation.record_offline")
def intake(request: StaffRequest) -> HttpResponse:
    """Hand in a table; the tables of before."""
    phases = phases_to_record(request.town, clock.now())
    form = TableForm(*((request.POST, request.FILES) if request.method == "POST" else ()), phases=phases)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = take_table(
                actor=request.user,
                phase=form.phases[form.cleaned_data["phase"]],
                data=file.read(),
                filename=file.name,
            )
        except RuleBroken as broken:
            put_on(form, broken)
        else:
            return HttpResponseRedirect(reverse("intake-columns", args=[request.town.slug, table.token]))
    context = {"form": form, "phases": phases, "tables": tables_of(request.town)}
    return render(request, "participation/intake.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class Sample:
    """A column as the page shows it: letters, heading, the first things that stand in it, its select."""

    letters: str
    heading: str
    values: list[str]
    bound: Any


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("participation.record_offline")
def intake_columns(request: StaffRequest, token: str) -> HttpResponse:
    """What the columns mean, with samples, and what holds for every row."""
    table = _found(request, token)
    if table.state != IntakeState.PREVIEW or is_running(table):
        return _to_table(request, table)
    phases = phases_to_record(request.town, clock.now())
    data: Any = request.POST if request.method == "POST" else None
    form = ColumnsForm(data, table=table, phases=phases)
    if form.is_bound and form.is_valid():
        sheet = request.POST.get("blatt", "") if request.POST.get("tun") == "blatt" else ""
        try:
            arrange_table(
                actor=request.user,
                table=table,
                phase=form.phases[form.cleaned_data["phase"]],
                mapping=form.cleaned_data["mapping"],
                channel=form.cleaned_data["channel"],
                event=form.cleaned_data["event"],
                received_at=form.cleaned_data["received_at"],
                sheet=sheet,
            )
        except RuleBroken as broken:
            put_on(form, broken)
        else:
            if sheet:
                return HttpResponseRedirect(reverse("intake-columns", args=[request.town.slug, table.token]))
            return _to_table(request, table)
    samples = [_sample(table, index, bound) for index, bound in zip(form.indexes, form.columns(), strict=True)]
    context = {"table": table, "form": form, "samples": samples, "sheets": [one["name"] for one in table.sheets]}
    return render(request, "participation/intake_columns.html", context, status=422 if form.errors else 200)


def _sample(table: IntakeTable, index: int, bound: Any) -> Sample:
    values: list[str] = []
    for _number, cells in table.rows[:200]:
        if index < len(cells) and cells[index] and cells[index] not in values:
            values.append(cells[index])
        if len(values) == 3:
            break
    return Sample(column_name(index), table.header[index], values, bound)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("participation.record_offline")
def intake_table(request: StaffRequest, token: str) -> HttpResponse:
    """A table on its way: what would come in and what is wrong; its progress; what came in, and the way back."""
    table = _found(request, token)
    if request.method == "POST":
        return _ordered(request, table)
    if table.state != IntakeState.PREVIEW:
        return render(request, "participation/intake_done.html", {"table": table, "imported": imported_by(table)})
    if is_running(table):
        return render(request, "participation/intake_running.html", {"table": table})
    return _preview(request, table)


def _ordered(request: StaffRequest, table: IntakeTable) -> HttpResponse:
    try:
        match request.POST.get("tun"):
            case "einlesen":
                _import(request, table)
            case "korrigieren":
                mend_rows(actor=request.user, table=table, **_mended(request))
            case "verwerfen":
                discard_table(actor=request.user, table=table)
                messages.success(request, _("Verworfen. Es wurde nichts eingelesen."))
                return HttpResponseRedirect(reverse("intake", args=[request.town.slug]))
            case "zuruecknehmen":
                undo_import(actor=request.user, table=table)
            case _:
                raise RuleBroken(_("Bitte wählen Sie, was mit der Tabelle geschehen soll."))
    except RuleBroken as broken:
        messages.warning(request, broken.message)
    return _to_table(request, table)


def _import(request: StaffRequest, table: IntakeTable) -> None:
    if table.row_count <= LARGE:
        import_table(actor=request.user, table=table)
        return
    checked = check_table(actor=request.user, table=table)
    if checked.faulty:
        raise RuleBroken(still_faulty(checked))
    if begin_import(actor=request.user, table=table):
        keys = table.pk, request.user.pk
        transaction.on_commit(lambda: tasks.import_table.enqueue(*keys))


def _mended(request: StaffRequest) -> dict[str, Any]:
    cells: dict[tuple[int, int], str] = {}
    dropped: list[int] = []
    for name, value in request.POST.items():
        if found := _CELL.fullmatch(name):
            cells[int(found[1]), int(found[2])] = str(value)
        elif name.startswith("weg-") and name[4:].isascii() and name[4:].isdigit() and len(name) < 14:
            dropped.append(int(name[4:]))
    return {"cells": cells, "dropped": dropped}


@dataclass(frozen=True, slots=True)
class Mend:
    """A cell that can be mended in place."""

    name: str
    label: str
    value: str
    is_long: bool
    messages: list[str]


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """A row with faults: those of the row as a whole, and the cells to mend."""

    number: int
    words: str
    faults: list[Fault]
    cells: list[Mend]


def _preview(request: StaffRequest, table: IntakeTable) -> HttpResponse:
    try:
        checked = check_table(actor=request.user, table=table)
    except RuleBroken:
        return HttpResponseRedirect(reverse("intake-columns", args=[request.town.slug, table.token]))
    page = Paginator(checked.faulty, _FAULTY_ON_A_PAGE).get_page(request.GET.get("seite"))
    context = {
        "table": table,
        "checked": checked,
        "good": len(checked.good),
        "faulty": len(checked.faulty),
        "page": page,
        "rows": [_to_mend(table, row) for row in page.object_list],
        "late": checked.late[:_SHOWN],
        "more_late": len(checked.late) - _SHOWN,
        "noted": checked.noted[:_SHOWN],
        "more_noted": len(checked.noted) - _SHOWN,
        "sample": checked.good[:_SHOWN],
        "more_good": len(checked.good) - _SHOWN,
        "is_large": table.row_count > LARGE,
    }
    return render(request, "participation/intake_preview.html", context)


def _to_mend(table: IntakeTable, row: CheckedRow) -> FaultyRow:
    of_row = [fault for fault in row.faults if fault.index is None]
    wrong = {fault.index for fault in row.faults if fault.index is not None}
    # Where the cells have slipped, all of them may have to be set right.
    indexes = range(len(row.cells)) if of_row else sorted(wrong)
    text = table.mapping.get(Column.TEXT)
    cells = [
        Mend(
            f"z-{row.number}-{index}",
            _("%(letters)s: %(heading)s") % {"letters": column_name(index), "heading": _heading(table, index)},
            row.cells[index] if index < len(row.cells) else "",
            index == text or (index < len(row.cells) and len(row.cells[index]) > 60),
            [fault.message for fault in row.faults if fault.index == index],
        )
        for index in indexes
    ]
    words = row.cells[text] if text is not None and text < len(row.cells) else " · ".join(filter(None, row.cells))
    return FaultyRow(row.number, words, of_row, cells)


def _heading(table: IntakeTable, index: int) -> str:
    heading: str = table.header[index] if index < len(table.header) else ""
    return heading or _("ohne Überschrift")


@require_safe
@staff_page("participation.record_offline")
def intake_report(request: StaffRequest, token: str) -> HttpResponse:
    """The faults of a table as CSV: row, column, what is wrong, what stands there."""
    table = _found(request, token)
    if table.state != IntakeState.PREVIEW:
        raise Http404
    try:
        checked = check_table(actor=request.user, table=table)
    except RuleBroken:
        return HttpResponseRedirect(reverse("intake-columns", args=[request.town.slug, table.token]))
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="fehler.csv"'
    writer = csv.writer(response, delimiter=";")
    writer.writerow([_("Zeile"), _("Spalte"), _("Überschrift"), _("Was nicht stimmt"), _("Was dort steht")])
    writer.writerows(_report(checked))
    return response


def _report(checked: Checked) -> Iterator[list[str]]:
    for row in checked.faulty:
        for fault in row.faults:
            cell = row.cells[fault.index] if fault.index is not None and fault.index < len(row.cells) else ""
            yield [str(row.number), fault.letters, _harmless(fault.heading), fault.message, _harmless(cell)]


def _harmless(cell: str) -> str:
    """What somebody wrote must not become a formula in the program that opens the report."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell


def _found(request: StaffRequest, token: str) -> IntakeTable:
    table = find_table(request.town, token)
    if table is None:
        raise Http404
    return table


def _to_table(request: StaffRequest, table: IntakeTable) -> HttpResponse:
    return HttpResponseRedirect(reverse("intake-table", args=[request.town.slug, table.token]))
