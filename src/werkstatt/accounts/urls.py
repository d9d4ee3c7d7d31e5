"""Addresses of one's own account, below ``/konto/``."""

from django.urls import path

from werkstatt.accounts.views import invitation, own

urlpatterns = [
    path("", own.account, name="my-account"),
    path("email/", own.email, name="account_email"),
    path("anmeldungen/beenden/", own.end_sign_ins, name="end-sign-ins"),
    path("daten/", own.data, name="my-data"),
    path("loeschen/", own.erase, name="erase-account"),
    path("einladung/<str:secret>/", invitation.invitation, name="invitation"),
]
