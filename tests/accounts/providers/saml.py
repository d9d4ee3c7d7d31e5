"""A SAML identity provider: metadata, sign-in page, signed assertions; and everything that can be wrong with them.

``python -m tests.accounts.providers.saml PORT``. ``GET /metadata``; ``GET /sso?SAMLRequest=…&email=…&spoil=…`` answers
with the form that a browser would send back. ``spoil``:

- ``signature``: signed with a key that is not in the metadata
- ``unsigned``: not signed at all
- ``changed``: the address was changed after signing
- ``wrapped``: a forged assertion stands before the signed one
- ``expired``: its time is over
- ``audience``: meant for another service
- ``unasked``: answers no question
"""

from __future__ import annotations

import sys
import zlib
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4
from xml.etree import ElementTree

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Tools

MAIL = "urn:oid:0.9.2342.19200300.100.1.3"


def key_and_certificate() -> tuple[str, str]:
    """A fresh key and its certificate, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Verzeichnis")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()


KEY, CERTIFICATE = key_and_certificate()
ANOTHER = key_and_certificate()


def stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def metadata(address: str) -> str:
    """What the service must know about this provider."""
    body = "".join(CERTIFICATE.splitlines()[1:-1])
    return f"""<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{address}/metadata">
<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
<ds:X509Certificate>{body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:SingleSignOnService Binding="{Names.BINDING_HTTP_REDIRECT}" Location="{address}/sso"/>
</md:IDPSSODescriptor></md:EntityDescriptor>"""


def assertion(issuer: str, audience: str, acs: str, question: str, email: str, now: datetime) -> str:
    """What the provider says about a person, not yet signed."""
    asked = f' InResponseTo="{question}"' if question else ""
    until = stamp(now + timedelta(minutes=5))
    return (
        f'<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_{uuid4().hex}" Version="2.0" '
        f'IssueInstant="{stamp(now)}"><saml:Issuer>{issuer}</saml:Issuer><saml:Subject>'
        f'<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient">_{uuid4().hex}</saml:NameID>'
        f'<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData'
        f'{asked} NotOnOrAfter="{until}" Recipient="{acs}"/></saml:SubjectConfirmation></saml:Subject>'
        f'<saml:Conditions NotBefore="{stamp(now - timedelta(minutes=5))}" NotOnOrAfter="{until}">'
        f"<saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction>"
        f'</saml:Conditions><saml:AuthnStatement AuthnInstant="{stamp(now)}"><saml:AuthnContext>'
        f"<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>"
        f"</saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>"
        f'<saml:Attribute Name="{MAIL}"><saml:AttributeValue>{escape(email)}</saml:AttributeValue></saml:Attribute>'
        f"</saml:AttributeStatement></saml:Assertion>"
    )


def answer(address: str, request: str, email: str, spoil: str) -> tuple[str, str]:
    """Where to send the answer, and the answer in base64."""
    question = ElementTree.fromstring(zlib.decompress(b64decode(request), -15))
    acs, issuer = question.attrib["AssertionConsumerServiceURL"], f"{address}/metadata"
    audience = question.find("{urn:oasis:names:tc:SAML:2.0:assertion}Issuer").text or ""  # type: ignore[union-attr]
    number = "" if spoil == "unasked" else question.attrib["ID"]
    now = datetime.now(UTC) - (timedelta(hours=2) if spoil == "expired" else timedelta())
    said = assertion(issuer, "https://anderswo.example" if spoil == "audience" else audience, acs, number, email, now)
    if spoil != "unsigned":
        key, certificate = ANOTHER if spoil == "signature" else (KEY, CERTIFICATE)
        signed = Tools.add_sign(said, key, certificate, False, Names.RSA_SHA256, Names.SHA256)
        said = signed.decode() if isinstance(signed, bytes) else signed
    if spoil == "changed":
        said = said.replace(escape(email), "chefin@example.org")
    if spoil == "wrapped":
        said = assertion(issuer, audience, acs, number, "chefin@example.org", now) + said
    asked = f' InResponseTo="{number}"' if number else ""
    xml = (
        f'<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_{uuid4().hex}" Version="2.0" '
        f'IssueInstant="{stamp(now)}" Destination="{acs}"{asked}>'
        f'<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">{issuer}</saml:Issuer><samlp:Status>'
        f'<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>{said}</samlp:Response>'
    )
    return acs, b64encode(xml.encode()).decode()


class Provider(BaseHTTPRequestHandler):
    """Answers with metadata, or with the form that brings an assertion back."""

    def do_GET(self) -> None:
        address = f"http://{self.headers['Host']}"
        asked = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(asked.query).items()}
        if asked.path == "/metadata":
            return self.send(metadata(address), "application/samlmetadata+xml")
        acs, said = answer(address, query["SAMLRequest"], query.get("email", ""), query.get("spoil", ""))
        relay = escape(query.get("RelayState", ""))
        return self.send(
            f'<form method="post" action="{acs}"><input name="SAMLResponse" value="{said}">'
            f'<input name="RelayState" value="{relay}"><button>Weiter</button></form>',
            "text/html",
        )

    def send(self, text: str, kind: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Provider).serve_forever()
