"""Addresses for staff, below ``/<town>/werkstatt/unterlagen/``."""

from django.urls import path

from werkstatt.publishing import converters  # noqa: F401  registers itself
from werkstatt.publishing.views import phase_files

urlpatterns = [
    path("<number:phase>/", phase_files.internal_files, name="internal-files"),
    path("<number:phase>/synopse.<slug:format>/", phase_files.internal_order, name="internal-order"),
    path("<number:phase>/<number:order>/", phase_files.internal_watch, name="internal-watch"),
    path("<number:phase>/<number:order>/abbrechen/", phase_files.internal_cancel, name="internal-cancel"),
    path("<number:phase>/<number:order>/datei/", phase_files.internal_file, name="internal-file"),
]
