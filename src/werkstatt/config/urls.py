"""All addresses. German ones carry no prefix; the English page of each stands at the same address behind ``/en``."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from werkstatt.core.proof import challenge_page
from werkstatt.core.views import healthz
from werkstatt.organisations.views import staff as organisation_staff
from werkstatt.organisations.views import town as organisation_town

staff: list[URLPattern | URLResolver] = [
    path("", organisation_staff.home, name="staff-home"),
    path("texte/", include("werkstatt.strategy.urls")),
    path("beteiligung/", include("werkstatt.participation.staff_urls")),
    path("stimmungsbild/", include("werkstatt.opinions.staff_urls")),
    path("beitraege/", include("werkstatt.assessment.urls")),
    path("unterlagen/", include("werkstatt.publishing.staff_urls")),
    path("einstellungen/", include("werkstatt.organisations.staff_urls")),
    path("mails/", include("werkstatt.communication.staff_urls")),
]

town: list[URLPattern | URLResolver] = [
    path("werkstatt/", include(staff)),
    path("", include("werkstatt.organisations.urls")),
    path("", include("werkstatt.participation.urls")),
    path("", include("werkstatt.opinions.urls")),
    path("", include("werkstatt.communication.urls")),
    path("", include("werkstatt.publishing.urls")),
]

account: list[URLPattern | URLResolver] = [
    path("", include("werkstatt.accounts.urls")),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("verbindungen/", include("allauth.socialaccount.urls")),
]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("nachweis", challenge_page, name="proof-challenge"),
    path("konto/", include("werkstatt.accounts.provider_urls")),
    *i18n_patterns(
        path("", organisation_town.home, name="home"),
        path("meine/", organisation_town.my_towns, name="my-towns"),
        path("konto/", include(account)),
        path("<slug:town>/", include(town)),
        prefix_default_language=False,
    ),
]

handler400 = "werkstatt.core.views.bad_request"
handler403 = "werkstatt.core.views.forbidden"
handler404 = "werkstatt.core.views.not_found"
handler500 = "werkstatt.core.views.server_error"
