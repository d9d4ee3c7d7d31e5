"""The one settings file. Everything that differs between installations is read from the environment.

See docs/operations.md for the list of variables.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from werkstatt.accounts import providers

PACKAGE = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool = False) -> bool:
    """A yes/no variable: 1, true, yes and on count as yes."""
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str) -> list[str]:
    """A variable with several values, separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def secret_key(folder: Path) -> str:
    """The key from SECRET_KEY, or one made once and kept beside the data, so that sign-ins survive a restart."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    file = folder / "secret_key"
    if not file.exists():
        # Two processes may start at once: the first to create the file wins, the other reads it.
        try:
            with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as handle:
                handle.write(secrets.token_urlsafe(50))
        except FileExistsError:
            pass
    return file.read_text()


# ── Where things are ──────────────────────────────────────────────────────────────────────────────────────────────
DATA = Path(os.environ.get("WERKSTATT_DATA", "var")).resolve()
DATA.mkdir(parents=True, exist_ok=True)
DEBUG = flag("WERKSTATT_DEBUG")
SECRET_KEY = secret_key(DATA)
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS", "")
SITE_ADDRESS = os.environ.get("WERKSTATT_ADDRESS", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
BEHIND_TLS = SITE_ADDRESS.startswith("https://")
ALLOWED_HOSTS = words("WERKSTATT_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]

# ── What the site is made of ──────────────────────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "werkstatt.publishing",
    "werkstatt.communication",
    "werkstatt.assessment",
    "werkstatt.opinions",
    "werkstatt.participation",
    "werkstatt.strategy",
    "werkstatt.organisations",
    "werkstatt.accounts",
    "werkstatt.core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "django_tasks",
    "django_tasks_db",
    "rules",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "werkstatt.core.middleware.ClearAnswers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "werkstatt.accounts.middleware.NoteUse",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "werkstatt.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "werkstatt.organisations.context.town",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── Storage ───────────────────────────────────────────────────────────────────────────────────────────────────────
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{DATA / 'werkstatt.sqlite3'}",
        conn_max_age=None,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
    DATABASES["default"]["OPTIONS"] = {
        # A writer waits for its turn at the start of its transaction, instead of failing in the middle of it.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: an acknowledged contribution is on disk, even if the power fails the next moment.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
            "PRAGMA mmap_size=268435456; PRAGMA cache_size=-32000; PRAGMA journal_size_limit=67108864;"
        ),
    }
else:
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    # Compiling a plan takes longer than any page's query does.
    _options.setdefault("options", "-c jit=off")
    if flag("WERKSTATT_PREPARED_STATEMENTS", True):
        # PostgreSQL plans a statement once per connection instead of every time: half of its work for a post.
        # Not behind a pooler that gives each transaction another connection.
        _options |= {"server_side_binding": True, "prepare_threshold": 3}
MEDIA_ROOT = DATA / "files"
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "werkstatt.core.staticfiles.HashedFiles"},
}
WHITENOISE_MAX_AGE = 3600
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# ── People ────────────────────────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "werkstatt.accounts.adapter.ByInvitationOnly"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Nobody without an account gets a mail: it would let strangers write to strangers in the name of a town.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = None
# Passwords have limits of their own (accounts/limits.py); this one counts wrong codes of a second factor.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "10/5m/key"}
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my-towns"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
SESSION_ENGINE = "werkstatt.accounts.sessions"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "werkstatt.accounts.second_factor.SecondFactors"
MFA_FORMS = {
    "add_webauthn": "werkstatt.accounts.forms.PasskeyForm",
    "login_webauthn": "werkstatt.accounts.forms.ShowPasskeyForm",
    "authenticate_webauthn": "werkstatt.accounts.forms.ConfirmPasskeyForm",
    "reauthenticate_webauthn": "werkstatt.accounts.forms.RepeatPasskeyForm",
}
# An address is proven by the invitation. Somebody who is just changing it may still add a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Strategiewerkstatt"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS
REQUIRE_SECOND_FACTOR = flag("WERKSTATT_REQUIRE_SECOND_FACTOR")
SOCIALACCOUNT_ADAPTER = "werkstatt.accounts.directory.OnlyKnownPeople"
SOCIALACCOUNT_PROVIDERS = providers.configured(os.environ)
# Starting is a link, not a form: after a form the policy below would stop the way to the provider.
SOCIALACCOUNT_LOGIN_ON_GET = True

# What all processes must remember together for a while: wrong codes, codes already used, a provider's metadata.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_keptvalue",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# ── Language and time ─────────────────────────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("Deutsch")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# ── Mail ──────────────────────────────────────────────────────────────────────────────────────────────────────────
EMAIL_BACKEND = os.environ.get(
    "WERKSTATT_MAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("SMTP_HOST")
    else "django.core.mail.backends.filebased.EmailBackend",
)
# Otherwise they end in a folder, and invitations are handed over as links instead.
MAIL_REACHES_PEOPLE = bool(os.environ.get("SMTP_HOST") or os.environ.get("WERKSTATT_MAIL_BACKEND"))
EMAIL_FILE_PATH = DATA / "mails"
EMAIL_HOST = os.environ.get("SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SMTP_PASSWORD", "")
EMAIL_USE_TLS = flag("SMTP_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("WERKSTATT_MAIL_FROM", "strategiewerkstatt@localhost")

# ── Safety ────────────────────────────────────────────────────────────────────────────────────────────────────────
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "worker-src": [SELF],
        "style-src": [SELF],
        # Icons are masks inside the style sheet.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "werkstatt.core.views.csrf_failure"
# Larger than any text that may be posted (64 kB), smaller than what could hurt: an imported document.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
UPLOAD_LIMIT = 20_000_000

RATE_LIMITS: dict[str, int] = {
    name: int(most) for name, _sep, most in (part.partition("=") for part in words("WERKSTATT_RATE_LIMITS", ""))
}
PROXIES = int(os.environ.get("WERKSTATT_PROXIES", "0"))
# How many numbers a browser tries at most before it may send a form: about a second on a slow phone (core/proof.py).
PROOF_WORK = int(os.environ.get("WERKSTATT_PROOF_WORK", "50000"))

# ── What is written down about the running ────────────────────────────────────────────────────────────────────────
# No addresses of visitors, no texts: what must stay anonymous leaves no trace in logs.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "werkstatt.core.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("WERKSTATT_LOG", "WARNING")},
}
PAGE_CACHE = flag("WERKSTATT_PAGE_CACHE", True)
SILENCED_SYSTEM_CHECKS: list[str] = []
