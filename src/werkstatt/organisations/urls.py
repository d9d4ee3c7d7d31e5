"""Addresses of a town's organisation, below ``/<town>/``."""

from django.urls import path

from werkstatt.organisations.views import legal, staff, town

urlpatterns = [
    path("fuer-mich/", staff.member_home, name="member-home"),
    path("marke.css", town.brand_css_view, name="brand-css"),
    path("impressum/", legal.imprint, name="imprint"),
    path("datenschutz/", legal.privacy, name="privacy"),
    path("barrierefreiheit/", legal.accessibility, name="accessibility"),
    path("barrierefreiheit/melden/", legal.report, name="barrier-report"),
    path("barrierefreiheit/gemeldet/", legal.reported, name="barrier-reported"),
    path("netiquette/", town.conduct_rules, name="conduct-rules"),
]
