"""Addresses that a provider of sign-ins knows, below ``/konto/``. They are the same in every language."""

from django.urls import include, path

from werkstatt.accounts.views import directory

urlpatterns = [
    path("oidc/<str:name>/login/", directory.openid_connect_login),
    path("oidc/<str:name>/login/callback/", directory.openid_connect_callback),
    path("saml/<str:name>/login/", directory.saml_login),
    path("saml/<str:name>/acs/finish/", directory.saml_finish),
    # The library's own, for everything else and for making addresses; the ones above come first.
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("", include("allauth.socialaccount.providers.saml.urls")),
]
