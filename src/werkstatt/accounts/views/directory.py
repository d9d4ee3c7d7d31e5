"""Coming back from a provider."""

from __future__ import annotations

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import Http404, HttpRequest, HttpResponse

from werkstatt.accounts.directory import StrictOpenIDConnect


@login_not_required  # type: ignore[untyped-decorator]
def openid_connect_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The provider sends the person back with a code; it is exchanged and looked at closely."""
    try:
        response: HttpResponse = OAuth2CallbackView.adapter_view(StrictOpenIDConnect(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return response
