"""Text modules and saved filters."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from werkstatt.assessment import actions
from werkstatt.assessment.models import TextModule
from werkstatt.assessment.queries.desk import Look
from werkstatt.assessment.queries.modules import find_module, modules_of
from werkstatt.assessment.rules import PLACEHOLDERS
from werkstatt.assessment.tool_forms import FilterForm, ModuleForm
from werkstatt.assessment.views.desk import desk_of, furniture_for
from werkstatt.core.errors import RuleBroken
from werkstatt.organisations.queries import find_unit
from werkstatt.organisations.views.binding import StaffRequest, staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("assessment.view_desk")
def modules(request: StaffRequest) -> HttpResponse:
    """All text modules, and a form for one of them or for a new one."""
    module = _module(request, request.GET.get("baustein", ""))
    if request.method != "POST":
        return _modules_page(request, module, _module_form(request, module))
    order, chosen = request.POST.get("do", ""), _module(request, request.POST.get("baustein", ""))
    here = HttpResponseRedirect(reverse("desk-modules", args=[request.town.slug]))
    if order == "save":
        form = _module_form(request, chosen, request.POST)
        if not _saved(request, chosen, form):
            return _modules_page(request, chosen, form, status=422)
        messages.success(request, _("Der Textbaustein ist gespeichert."))
    elif chosen is not None and order == "remove":
        actions.remove_module(actor=request.user, module=chosen)
        messages.success(request, _("Der Textbaustein ist gelöscht."))
    elif chosen is not None and order == "raise":
        actions.raise_module(actor=request.user, module=chosen)
    return here


def _module(request: StaffRequest, key: str) -> TextModule | None:
    if not key:
        return None
    found = find_module(request.town, int(key)) if key.isascii() and key.isdigit() and len(key) < 18 else None
    if found is None and request.method != "POST":
        raise Http404
    return found


def _module_form(request: StaffRequest, module: TextModule | None, data: QueryDict | None = None) -> ModuleForm:
    """For everybody where the person may write for everybody, else for her own office."""
    place = desk_of(request)
    for_all = request.user.has_perm("assessment.split", request.town)
    units = furniture_for(request, place).units if for_all else {}
    if place.unit and not for_all:
        units = {place.unit.pk: place.unit.name}
    return ModuleForm(units, for_all=for_all, module=module, data=data)


def _saved(request: StaffRequest, module: TextModule | None, form: ModuleForm) -> bool:
    if not form.is_valid():
        return False
    given = form.cleaned_data
    try:
        actions.save_module(
            actor=request.user,
            town=request.town,
            module=module,
            title=given["title"],
            text=given["text"],
            unit=find_unit(request.town, given["unit"]) if given["unit"] else None,
            verdict=given["verdict"],
        )
    except RuleBroken as broken:
        for field, message in broken.fields.items() or [(None, broken.message)]:
            form.add_error(field, message)
        return False
    return True


def _modules_page(
    request: StaffRequest, module: TextModule | None, form: ModuleForm, status: int = 200
) -> HttpResponse:
    may = request.user.has_perm
    rows = [(one, may("assessment.manage_module", one)) for one in modules_of(request.town)]
    context = {
        "rows": rows,
        "module": module,
        "form": form,
        "may_write": may("assessment.manage_module", request.town),
        "placeholders": [(f"{{{name}}}", meaning) for name, meaning in PLACEHOLDERS.items()],
    }
    return render(request, "assessment/desk/modules.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("assessment.view_desk")
def filters(request: StaffRequest) -> HttpResponse:
    """Saved filters: save what one looks at, rename, remove."""
    if request.method != "POST":
        return _filters_page(request, FilterForm())
    order, key = request.POST.get("do", ""), request.POST.get("filter", "")
    chosen = int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0
    # Only what the desk itself understands is kept: nobody saves a way to somewhere else.
    look = Look.of(QueryDict(request.POST.get("blick", "")[:2000].lstrip("?")), fallback="alle")
    if order == "remove":
        actions.remove_filter(actor=request.user, town=request.town, key=chosen)
        messages.success(request, _("Der Filter ist gelöscht."))
        return HttpResponseRedirect(reverse("desk-filters", args=[request.town.slug]))
    form = FilterForm(request.POST)
    try:
        if not form.is_valid():
            return _filters_page(request, form, chosen, look, status=422)
        name = form.cleaned_data["name"]
        if order == "rename":
            actions.rename_filter(actor=request.user, town=request.town, key=chosen, name=name)
        else:
            actions.save_filter(actor=request.user, town=request.town, name=name, query=look.first_page)
    except RuleBroken as broken:
        form.add_error("name", broken.message)
        return _filters_page(request, form, chosen, look, status=422)
    if order == "rename":
        messages.success(request, _("Der Filter heißt jetzt „%(name)s“.") % {"name": name})
        return HttpResponseRedirect(reverse("desk-filters", args=[request.town.slug]))
    messages.success(request, _("Der Filter „%(name)s“ steht jetzt links.") % {"name": name})
    return HttpResponseRedirect(reverse("desk", args=[request.town.slug]) + look.first_page)


def _filters_page(
    request: StaffRequest, form: FilterForm, chosen: int = 0, look: Look | None = None, status: int = 200
) -> HttpResponse:
    saved = furniture_for(request, desk_of(request)).filters
    context = {"saved": saved, "form": form, "chosen": chosen, "look": look}
    return render(request, "assessment/desk/filters.html", context, status=status)
