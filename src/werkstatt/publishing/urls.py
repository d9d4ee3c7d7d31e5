"""Addresses of the public site, below ``/<town>/``."""

from django.urls import path, register_converter

from werkstatt.publishing.converters import NumberConverter
from werkstatt.publishing.views import feed, files, home, text, voices

register_converter(NumberConverter, "number")

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
    path("beitraege/<number:number>/", voices.contribution, name="contribution"),
    path("spur/<slug:slug>/<number:number>/<str:block>/", voices.trace, name="thread"),
    path("bilder/<str:name>", files.picture, name="picture"),
    path("neues.atom", feed.feed, name="feed"),
]
