"""Addresses for staff, below ``/<town>/werkstatt/beteiligung/``."""

from django.urls import path

from werkstatt.participation.views import phases, places

urlpatterns = [
    path("", phases.phases, name="phases"),
    path("neu/<int:version>/", phases.phase_new, name="phase-new"),
    path("<int:phase>/ende/", phases.phase_end, name="phase-end"),
    path("stellen/", places.places, name="places"),
    path("stellen/<int:placement>/", places.place_choose, name="place-choose"),
]
