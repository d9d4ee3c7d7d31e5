"""Addresses of the town's settings, below ``/<town>/werkstatt/einstellungen/``."""

from django.urls import path

from werkstatt.organisations.views import circles, settings

urlpatterns = [
    path("", settings.settings, name="settings"),
    path("marke/", settings.brand, name="settings-brand"),
    path("netiquette/", settings.rules, name="settings-rules"),
    path("aemter/", settings.units, name="settings-units"),
    path("gremien/", circles.circles, name="settings-circles"),
    path("gremien/<int:key>/", circles.circle, name="settings-circle"),
    path("menschen/", settings.people, name="settings-people"),
    path("menschen/<int:member>/", settings.person, name="settings-person"),
]
