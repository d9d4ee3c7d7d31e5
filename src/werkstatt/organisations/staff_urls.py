"""Addresses of the town's settings, below ``/<town>/werkstatt/einstellungen/``."""

from django.urls import path

from werkstatt.organisations.views import circles, people, settings

urlpatterns = [
    path("", settings.settings, name="settings"),
    path("marke/", settings.brand, name="settings-brand"),
    path("netiquette/", settings.rules, name="settings-rules"),
    path("aemter/", settings.units, name="settings-units"),
    path("gremien/", circles.circles, name="settings-circles"),
    path("gremien/<int:key>/", circles.circle, name="settings-circle"),
    path("menschen/", people.people, name="settings-people"),
    path("menschen/<int:member>/", people.person, name="settings-person"),
    path("protokoll/", people.log, name="settings-log"),
]
