"""Addresses of the public site, below ``/<town>/``."""

from django.urls import path

from werkstatt.publishing import converters  # noqa: F401  registers itself
from werkstatt.publishing.rules import FileKind
from werkstatt.publishing.views import feed, files, home, phase, phase_files, text, voices
from werkstatt.strategy.views import klartext

urlpatterns = [
    path("", home.town_home, name="town-home"),
    path("strategie/", text.strategies, name="strategies"),
    path("strategie/<slug:slug>/", text.strategy, name="strategy"),
    path("strategie/<slug:slug>/fassung/<number:number>/", text.version, name="version"),
    path("strategie/<slug:slug>/fassung/<number:number>/datei.<str:format>", files.download, name="download"),
    path("strategie/<slug:slug>/fassung/<number:number>/<number:chapter>/", text.chapter, name="chapter"),
    path("strategie/<slug:slug>/vergleich/<number:old>..<number:new>/", text.compare, name="compare"),
    path("beitraege/", voices.contributions, name="contributions"),
    path("beitraege/tabelle.csv", voices.contributions_file, name="contributions-file"),
    path("beitraege/tabelle.xlsx", voices.contributions_workbook, name="contributions-workbook"),
    path("beitraege/<number:number>/daten.json", phase.contribution_data, name="contribution-data"),
    path("beitraege/<number:number>/", voices.contribution, name="contribution"),
    path("antraege/", voices.council_motions, name="motions"),
    path("spur/<slug:slug>/<number:number>/<str:block>/", voices.trace, name="thread"),
    path("beteiligung/<number:phase>/", phase.phase, name="phase"),
    path("beteiligung/<number:phase>/felder/", phase.data_fields, name="data-fields"),
    path("beteiligung/<number:phase>/daten.schema.json", phase.data_schema, name="data-schema"),
    path(
        "beteiligung/<number:phase>/synopse.<str:format>",
        phase_files.phase_file,
        {"kind": FileKind.SYNOPSIS},
        name="phase-synopsis",
    ),
    path(
        "beteiligung/<number:phase>/daten.<str:format>",
        phase_files.phase_file,
        {"kind": FileKind.DATA},
        name="phase-data",
    ),
    path("beteiligung/<number:phase>/dateien/", phase_files.phase_files, name="phase-files"),
    path("beteiligung/<number:phase>/dateien/<slug:kind>.<slug:format>/", phase_files.order, name="phase-file-order"),
    path("beteiligung/<number:phase>/dateien/<number:order>/", phase_files.watch, name="phase-file-watch"),
    path("beteiligung/<number:phase>/dateien/<number:order>/abbrechen/", phase_files.cancel, name="phase-file-cancel"),
    path("bilder/<str:name>", files.picture, name="picture"),
    path("klartext/", klartext.klartext, name="klartext"),
    path("neues.atom", feed.feed, name="feed"),
]
