"""Signing in through the directory of an administration: only people who were invited come in that way."""

from __future__ import annotations

import logging
from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings, get_adapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from werkstatt.accounts.models import User

logger = logging.getLogger(__name__)

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures that only the provider can make. Those with a shared secret, and none at all, are not among them."""
CLOCKS_DIFFER = 30
"""Seconds by which the provider's clock may be wrong."""


class OnlyKnownPeople(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Finds the invited person by the address that the provider vouches for. Nobody is added here."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "disconnect_last": _("Ohne diese Verbindung kämen Sie nicht mehr in Ihr Konto."),
        "no_password": _("Setzen Sie zuerst ein Passwort, damit Sie sich weiter anmelden können."),
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Connect a first sign-in with the person it belongs to, or say clearly that there is none."""
        # What the directory tells about a person is not needed beyond this moment.
        sociallogin.account.extra_data = {}
        if sociallogin.is_existing:
            sociallogin.account.save(update_fields=["extra_data"])
            return
        person = self._person(sociallogin)
        if person is None:
            vouched = any(address.verified for address in sociallogin.email_addresses)
            logger.warning("sign-in through %s by somebody unknown", sociallogin.account.provider)
            page = render(request, "socialaccount/unknown.html", {"vouched": vouched}, status=403)
            raise ImmediateHttpResponse(page)
        sociallogin.connect(request, person)

    def _person(self, sociallogin: SocialLogin) -> User | None:
        addresses = [address.email.lower() for address in sociallogin.email_addresses if address.verified]
        return User.objects.filter(email__in=addresses, is_active=True).first()

    def on_authentication_error(self, request: HttpRequest, provider: Any, **details: Any) -> None:
        """Write down that a sign-in failed, without anything about the person."""
        logger.warning("sign-in through %s failed: %s", getattr(provider, "id", "?"), details.get("error"))

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """The providers of the environment. The database is not asked: none are kept there."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]


class StrictOpenIDConnect(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Looks at the signature of every identity token, and lets both halves of an answer speak of the same person.

    The standard would allow to trust the connection alone; behind a proxy of an administration we do not.
    """

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        """The sign-in that the provider's answer describes. Raises OAuth2Error if the answer cannot be trusted."""
        identity = kwargs["response"].get("id_token")
        if not identity:
            raise OAuth2Error("no identity token")
        claims = self._decode_id_token(app, identity)
        userinfo = self._fetch_user_info(token.token)
        if userinfo.get("sub") != claims.get("sub"):
            raise OAuth2Error("identity token and user information differ")
        return self.get_provider().sociallogin_from_response(request, {"userinfo": userinfo, "id_token": claims})

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                self._key_of(id_token),
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=CLOCKS_DIFFER,
                options={"require": ["exp", "iat", "sub"]},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as broken:
            raise OAuth2Error("the identity token cannot be verified") from broken
        return claims

    def _key_of(self, id_token: str) -> Any:
        """The provider's key that the token names; where it names none, the provider must have just one."""
        with get_adapter().get_requests_session() as session:
            response = session.get(self.openid_config["jwks_uri"])
            response.raise_for_status()
        name = jwt.get_unverified_header(id_token).get("kid")
        keys = [key for key in jwt.PyJWKSet.from_dict(response.json()).keys if key.public_key_use in (None, "sig")]
        fitting = [key for key in keys if name is None or key.key_id == name]
        if len(fitting) != 1:
            raise OAuth2Error("no key fits the identity token")
        return fitting[0].key
