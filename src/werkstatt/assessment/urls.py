"""Addresses of this context, below ``/<town>/werkstatt/beitraege/``."""

from django.urls import path

from werkstatt.assessment.views import desk, item, settling, wording

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("<int:number>/", item.item, name="desk-item"),
    path("<int:number>/wortlaut/", wording.suggestion, name="suggestion"),
    path("<int:number>/konflikt/", settling.settle, name="settle"),
    path("<int:number>/punkt/<int:position>/text/", wording.change, name="desk-change"),
]
