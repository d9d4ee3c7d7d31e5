"""Addresses for everybody, below ``/<town>/``."""

from django.urls import path

from werkstatt.participation.views.contribute import contribute
from werkstatt.participation.views.receipt import receipt

urlpatterns = [
    path("mitreden/<int:phase>/", contribute, name="contribute"),
    path("mitreden/<int:phase>/abschnitt/<str:section>/", contribute, name="contribute-section"),
    path("mitreden/<int:phase>/absatz/<str:block>/", contribute, name="contribute-block"),
    path("beleg/<str:signed>/", receipt, name="receipt"),
]
