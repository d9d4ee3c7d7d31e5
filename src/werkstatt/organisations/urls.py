"""Addresses of a town's organisation, below ``/<town>/``."""

from django.urls import path

from werkstatt.organisations.views import town

urlpatterns = [
    path("marke.css", town.brand_css_view, name="brand-css"),
    path("netiquette/", town.conduct_rules, name="conduct-rules"),
]
