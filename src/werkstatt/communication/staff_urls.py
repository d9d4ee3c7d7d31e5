"""Addresses for the staff, below ``/<town>/werkstatt/mails/``."""

from django.urls import path

from werkstatt.communication.views import mails as views

urlpatterns = [
    path("", views.mails, name="mails"),
    path("senden/", views.send_now, name="mails-send"),
    path("vorschau/", views.preview, name="mails-preview"),
]
