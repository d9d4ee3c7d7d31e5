"""Going to a provider and coming back. The library's views, with clear pages for a provider that is down or broken."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.saml import views as saml
from django.http import Http404, HttpRequest, HttpResponse
from lxml.etree import LxmlError
from onelogin.saml2.errors import OneLogin_Saml2_Error
from requests import RequestException

from werkstatt.accounts.directory import StrictOpenIDConnect

BROKEN = (RequestException, OAuth2Error, OneLogin_Saml2_Error, LxmlError, OSError, KeyError, ValueError)
"""What a provider that is down, or an answer that is nonsense, ends in."""

View = Callable[[HttpRequest, str], HttpResponse]


def _clearly(view: View) -> View:
    @login_not_required  # type: ignore[untyped-decorator]
    @wraps(view)
    def clear(request: HttpRequest, name: str) -> HttpResponse:
        try:
            return view(request, name)
        except SocialApp.DoesNotExist:
            raise Http404 from None
        except BROKEN as broken:
            page: HttpResponse = render_authentication_error(request, None, exception=broken)
            return page

    return clear  # type: ignore[no-any-return]


@_clearly
def openid_connect_login(request: HttpRequest, name: str) -> HttpResponse:
    """To the provider."""
    answer: HttpResponse = OAuth2LoginView.adapter_view(StrictOpenIDConnect(request, name))(request)
    return answer


@_clearly
def openid_connect_callback(request: HttpRequest, name: str) -> HttpResponse:
    """The provider sends the person back with a code; it is exchanged and looked at closely."""
    answer: HttpResponse = OAuth2CallbackView.adapter_view(StrictOpenIDConnect(request, name))(request)
    return answer


@_clearly
def saml_login(request: HttpRequest, name: str) -> HttpResponse:
    """To the provider, with a question."""
    answer: HttpResponse = saml.login(request, organization_slug=name)
    return answer


@_clearly
def saml_finish(request: HttpRequest, name: str) -> HttpResponse:
    """The answer to the question, looked at closely."""
    answer: HttpResponse = saml.finish_acs(request, organization_slug=name)
    return answer
