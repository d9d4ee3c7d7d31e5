"""Addresses for everybody, below ``/<town>/``."""

from django.urls import path

from werkstatt.participation.views import author, contact, motion, personal
from werkstatt.participation.views.contribute import contribute
from werkstatt.participation.views.receipt import receipt
from werkstatt.participation.views.said_before import said_before
from werkstatt.participation.views.support import support_page

urlpatterns = [
    path("mitreden/<int:phase>/", contribute, name="contribute"),
    path("mitreden/<int:phase>/aehnliche/", said_before, name="said-before"),
    path("mitreden/<int:phase>/abschnitt/<str:section>/", contribute, name="contribute-section"),
    path("mitreden/<int:phase>/absatz/<str:block>/", contribute, name="contribute-block"),
    path("antrag/<int:number>/", motion.motion, name="motion"),
    path("beratung/<int:phase>/", motion.choose_section, name="motion-new"),
    path("beratung/<int:phase>/abschnitt/<str:section>/", motion.choose_section, name="motion-section"),
    path("beratung/<int:phase>/absatz/<str:block>/", motion.motion_new, name="motion-block"),
    path("beleg/<str:signed>/", receipt, name="receipt"),
    path("beleg/<str:signed>/aendern/", author.edit, name="contribution-edit"),
    path("beleg/<str:signed>/zurueckziehen/", author.take_back, name="contribution-withdraw"),
    path("beleg/<str:signed>/einspruch/", author.objection, name="contribution-object"),
    path("beleg/<str:signed>/adresse/", contact.address, name="contact-address"),
    path("beleg/<str:signed>/daten/", personal.own_data, name="contribution-own-data"),
    path("adresse/bestaetigen/<str:signed>/", contact.confirm, name="contact-confirm"),
    path("adresse/abbestellen/<str:signed>/", contact.stop, name="contact-stop"),
    path("beitraege/<int:number>/unterstuetzen/", support_page, name="support"),
]
