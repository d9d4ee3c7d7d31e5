"""An OpenID Connect provider: a real one, whose answers can be spoilt on their way.

``python -m tests.accounts.providers.oidc PORT``; ``PUT /spoil/<how>`` spoils the answers from then on:

- ``nothing``: honest again
- ``signature``: the identity token is signed with another key, under the name of the right one
- ``unsigned``: the identity token carries no signature at all
- ``expired``: the identity token is over; signed with the right key
- ``person``: the user information speaks of somebody else than the identity token
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

warnings.simplefilter("ignore")

from joserfc.jwk import RSAKey  # noqa: E402
from oidc_provider_mock import app as provider  # noqa: E402
from werkzeug.serving import run_simple  # noqa: E402

ANOTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Spoiler:
    """Stands before the provider and changes what it answers."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self.inner, self.how = inner, "nothing"

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith("/spoil/"):
            self.how = path.rpartition("/")[2]
            start_response("204 No Content", [])
            return [b""]
        if path not in ("/oauth2/token", "/userinfo") or self.how == "nothing":
            return self.inner(environ, start_response)
        held: list[Any] = []
        body = b"".join(self.inner(environ, lambda status, headers, *_more: held.append((status, headers))))
        status, headers = held[0]
        if status.startswith("200"):
            body = json.dumps(self.spoilt(path, json.loads(body))).encode()
        start_response(
            status, [(k, v) for k, v in headers if k != "Content-Length"] + [("Content-Length", str(len(body)))]
        )
        return [body]

    def spoilt(self, path: str, answer: dict[str, Any]) -> dict[str, Any]:
        """The answer, as a wrong one."""
        if path == "/userinfo":
            return answer | ({"sub": "somebody-else"} if self.how == "person" else {})
        token = answer.get("id_token", "")
        named = {name: value for name, value in jwt.get_unverified_header(token).items() if name == "kid"}
        claims = jwt.decode(token, options={"verify_signature": False})
        match self.how:
            case "signature":
                answer["id_token"] = jwt.encode(claims, ANOTHER_KEY, "RS256", headers=named)
            case "unsigned":
                answer["id_token"] = jwt.encode(claims, None, "none", headers=named)
            case "expired":
                over = claims | {"iat": int(time.time()) - 900, "exp": int(time.time()) - 600}
                answer["id_token"] = jwt.encode(over, _own_key(), "RS256", headers=named)
        return answer


def _own_key() -> Any:
    """The key with which the provider signs."""
    from oidc_provider_mock._storage import Storage

    key = next(storage for storage in _storages if isinstance(storage, Storage)).jwk
    return RSAKey.import_key(key.as_dict(is_private=True)).private_key


_storages: list[Any] = []


def main(port: int) -> None:
    """Serve until somebody ends the process."""
    from oidc_provider_mock import _storage

    begin = _storage.Storage.__init__

    def remembered(self: Any, *args: Any, **more: Any) -> None:
        begin(self, *args, **more)
        _storages.append(self)

    _storage.Storage.__init__ = remembered  # type: ignore[method-assign]
    run_simple("127.0.0.1", port, Spoiler(provider()), threaded=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
