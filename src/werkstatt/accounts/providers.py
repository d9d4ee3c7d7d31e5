"""Signing in through the directory of a town: OpenID Connect and SAML, switched on by environment variables.

Read by the settings, so nothing here may touch the database. The list of variables is in docs/operations.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

NAME = "verwaltung"
"""The part of the addresses that names the provider: /konto/oidc/verwaltung/…, /konto/saml/verwaltung/…"""

# Names under which directories send an address; the first one that is there counts.
_MAIL_ATTRIBUTES = (
    "urn:oid:0.9.2342.19200300.100.1.3",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    "mail",
    "email",
)


def configured(environment: Mapping[str, str]) -> dict[str, Any]:
    """The providers of this installation, in the form of allauth's ``SOCIALACCOUNT_PROVIDERS``. Empty: none.

    Raises ValueError if a provider is half configured: better no start than a sign-in that nobody can use.
    """
    providers = {"openid_connect": _openid_connect(environment), "saml": _saml(environment)}
    return {name: {"APPS": [app]} for name, app in providers.items() if app}


def _openid_connect(environment: Mapping[str, str]) -> dict[str, Any] | None:
    issuer = environment.get("WERKSTATT_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return None
    client_id, secret = environment.get("WERKSTATT_OIDC_CLIENT_ID"), environment.get("WERKSTATT_OIDC_SECRET")
    if not client_id or not secret:
        raise ValueError("WERKSTATT_OIDC_ISSUER needs WERKSTATT_OIDC_CLIENT_ID and WERKSTATT_OIDC_SECRET")
    settings: dict[str, Any] = {"server_url": issuer, "oauth_pkce_enabled": True}
    if _yes(environment.get("WERKSTATT_OIDC_TRUST_EMAIL", "")):
        settings["verified_email"] = True
    name = environment.get("WERKSTATT_OIDC_NAME", "OpenID Connect")
    return {"provider_id": NAME, "name": name, "client_id": client_id, "secret": secret, "settings": settings}


def _saml(environment: Mapping[str, str]) -> dict[str, Any] | None:
    place = environment.get("WERKSTATT_SAML_METADATA", "")
    if not place:
        return None
    if not place.startswith(("https://", "http://")):
        file = Path(place).resolve()
        if not file.is_file():
            raise ValueError(f"WERKSTATT_SAML_METADATA: there is no file {file}")
        place = file.as_uri()
    attribute = environment.get("WERKSTATT_SAML_EMAIL_ATTRIBUTE")
    mail = [attribute] if attribute else list(_MAIL_ATTRIBUTES)
    settings: dict[str, Any] = {
        "idp": {"metadata_url": place, "entity_id": environment.get("WERKSTATT_SAML_PROVIDER") or None},
        "sp": {"entity_id": environment.get("WERKSTATT_SAML_ENTITY_ID") or None},
        "attribute_mapping": {
            # Without a lasting id the address is one: name ids may be made up anew for every sign-in.
            "uid": ["urn:oasis:names:tc:SAML:attribute:subject-id", *mail],
            "email": mail,
        },
        # The directory of the administration itself says whose address it is.
        "verified_email": True,
        "advanced": {
            "strict": True,
            "want_assertion_signed": True,
            "reject_idp_initiated_sso": True,
            "allow_single_label_domains": True,
        },
    }
    return {
        "provider_id": "saml",
        "name": environment.get("WERKSTATT_SAML_NAME", "SAML"),
        "client_id": NAME,
        "secret": "",
        "settings": settings,
    }


def _yes(value: str) -> bool:
    return value.strip().lower() in {"1", "true", "yes", "on"}
