"""What happens with every request of a person who is signed in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from werkstatt.accounts.sessions import SessionStore


class NoteUse:
    """Lets a sign-in know that it was used. Asks the database nothing for people who are not signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(request.session, SessionStore):
            request.session.note_use()
        return response
