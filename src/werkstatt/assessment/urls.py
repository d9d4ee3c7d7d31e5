"""Addresses of this context, below ``/<town>/werkstatt/beitraege/``."""

from django.urls import path

from werkstatt.assessment.views import comparing, desk, item, many, settling, tools, topics, wording

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("mehrere/", many.many, name="desk-many"),
    path("mehrere/erledigt/", many.many_done, name="desk-many-done"),
    path("mehrere/zurueck/", many.many_undo, name="desk-many-undo"),
    path("textbausteine/", tools.modules, name="desk-modules"),
    path("filter/", tools.filters, name="desk-filters"),
    path("themen/", topics.newest, name="desk-topics"),
    path("themen/<int:phase>/", topics.topics, name="desk-topics-phase"),
    path("themen/<int:phase>/themen.csv", topics.table, name="desk-topics-table"),
    path("<int:number>/", item.item, name="desk-item"),
    path("<int:number>/da/", item.presence, name="desk-presence"),
    path("<int:number>/neben/<int:other>/", comparing.compare, name="desk-compare"),
    path("<int:number>/wortlaut/", wording.suggestion, name="suggestion"),
    path("<int:number>/konflikt/", settling.settle, name="settle"),
    path("<int:number>/punkt/<int:position>/text/", wording.change, name="desk-change"),
]
