"""Addresses for staff, below ``/<town>/werkstatt/beteiligung/``."""

from django.urls import path

from werkstatt.participation.views import intake, personal, phases, places, record

urlpatterns = [
    path("", phases.phases, name="phases"),
    path("neu/<int:version>/", phases.phase_new, name="phase-new"),
    path("<int:phase>/ende/", phases.phase_end, name="phase-end"),
    path("<int:phase>/adressen/", personal.phase_contacts, name="phase-contacts"),
    path("auskunft/", personal.personal_data, name="personal-data"),
    path("stellen/", places.places, name="places"),
    path("stellen/<int:placement>/", places.place_choose, name="place-choose"),
    path("notieren/", record.record, name="record"),
    path("notieren/stellen/", record.record_passages, name="record-passages"),
    path("tabellen/", intake.intake, name="intake"),
    path("tabellen/<str:token>/", intake.intake_table, name="intake-table"),
    path("tabellen/<str:token>/spalten/", intake.intake_columns, name="intake-columns"),
    path("tabellen/<str:token>/fehler.csv", intake.intake_report, name="intake-report"),
]
