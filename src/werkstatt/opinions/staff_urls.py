"""Addresses for staff, below ``/<town>/werkstatt/stimmungsbild/``."""

from django.urls import path

from werkstatt.opinions.views import importing, moderating

urlpatterns = [
    path("", moderating.desk, name="opinion-desk"),
    path("<int:phase>/", moderating.statements, name="opinion-statements-desk"),
    path("<int:phase>/einrichten/", moderating.set_up, name="opinion-set-up"),
    path("<int:phase>/thesen/<int:number>/", moderating.statement, name="opinion-statement-desk"),
    path("<int:phase>/einlesen/", importing.upload, name="opinion-import"),
    path("<int:phase>/einlesen/<str:token>/", importing.preview, name="opinion-import-preview"),
]
