"""Addresses of the town's settings, below ``/<town>/werkstatt/einstellungen/``."""

from django.urls import path

from werkstatt.organisations.views import circles, legal, people, settings, units

urlpatterns = [
    path("", settings.settings, name="settings"),
    path("marke/", settings.brand, name="settings-brand"),
    path("netiquette/", settings.rules, name="settings-rules"),
    path("aemter/", units.units, name="settings-units"),
    path("aemter/<int:key>/aufloesen/", units.dissolve, name="settings-unit-dissolve"),
    path("seiten/", legal.settings_pages, name="settings-pages"),
    path("seiten/<slug:kind>/", legal.settings_page, name="settings-page"),
    path("barrieren/", legal.barriers, name="barriers"),
    path("gremien/", circles.circles, name="settings-circles"),
    path("gremien/<int:key>/", circles.circle, name="settings-circle"),
    path("menschen/", people.people, name="settings-people"),
    path("menschen/<int:member>/", people.person, name="settings-person"),
    path("protokoll/", people.log, name="settings-log"),
]
