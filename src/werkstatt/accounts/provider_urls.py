"""Addresses that a provider of sign-ins knows, below ``/konto/``. They are the same in every language."""

from django.urls import include, path

from werkstatt.accounts.views.directory import openid_connect_callback

urlpatterns = [
    path("oidc/<str:provider_id>/login/callback/", openid_connect_callback, name="openid_connect_callback"),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("", include("allauth.socialaccount.providers.saml.urls")),
]
