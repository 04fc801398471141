"""Every setting, in one place. Secrets and addresses come from the environment; sample mode makes its own under var/."""

from __future__ import annotations

import json
import os
import secrets
from base64 import b64encode
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from config import environment
from config.postgres import APPLICATION, Cluster
from xaso import __version__

BASE = Path(__file__).resolve().parent.parent
VAR = Path(environment.text("XASO_VAR", str(BASE / "var")))

# The sample district: on unless a real database is named. Its banner, its cast and its outbox exist in this mode only.
XASO_SAMPLE = environment.flag("XASO_SAMPLE", default=environment.secret("DATABASE_URL") is None)
XASO_VERSION = __version__
XASO_HOME_UNIT = environment.text("XASO_HOME_UNIT", "31441")  # whose portal this is: code of the commune
XASO_CATALOGUE = BASE / "catalogue"
DEBUG = False


def _sample_keys() -> dict[str, Any]:
    path = VAR / "keys.json"
    if not path.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        fresh = {"secret": secrets.token_urlsafe(48), "ring": {"sample1": b64encode(secrets.token_bytes(32)).decode()}}
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                json.dump(fresh, file)
        except FileExistsError:
            pass
    try:
        loaded: dict[str, Any] = json.loads(path.read_text())
    except ValueError:
        raise environment.Misconfigured(f"xaso: {path} is damaged. Move {VAR} aside and start again.") from None
    return loaded


if XASO_SAMPLE and environment.secret("XASO_KEYS") is None:
    _keys = _sample_keys()
    SECRET_KEY: str = _keys["secret"]
    XASO_KEYS: dict[str, str] = _keys["ring"]
else:
    SECRET_KEY = environment.signing_secret("XASO_SECRET_KEY")
    XASO_KEYS = environment.key_ring("XASO_KEYS")  # the first seals, all unseal
# What verifies digests of the journal that keys no longer in the ring have signed: public keys, no secrets.
XASO_RETIRED_KEYS = environment.key_ring("XASO_RETIRED_KEYS", needed=False)

ALLOWED_HOSTS = ["*"] if XASO_SAMPLE else environment.text("XASO_HOSTS").replace(",", " ").split()
XASO_ADDRESS = environment.text(
    "XASO_ADDRESS", f"http://localhost:{environment.number('PORT', 8000)}"
)  # printed in QR codes
HTTPS = XASO_ADDRESS.startswith("https://")
if not XASO_SAMPLE and not HTTPS and urlsplit(XASO_ADDRESS).hostname not in {"localhost", "127.0.0.1"}:
    raise environment.Misconfigured("xaso: XASO_ADDRESS must begin with https:// unless it is this very machine.")
COOKIE_PREFIX = "__Host-" if HTTPS else ""  # browsers then take it over HTTPS from this very host only, for all of it

# Whom to tell about a hole: addresses for /.well-known/security.txt.
XASO_SECURITY_CONTACT = environment.words("XASO_SECURITY_CONTACT")
if not all(one.startswith(("mailto:", "tel:", "https://")) for one in XASO_SECURITY_CONTACT):
    raise environment.Misconfigured("xaso: XASO_SECURITY_CONTACT takes mailto:, tel: or https: addresses.")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "xaso.ui",
    "xaso.journal",
    "xaso.units",
    "xaso.people",
    "xaso.offices",
    "xaso.files",
    "xaso.forms",
    "xaso.deadlines",
    "xaso.messages",
    "xaso.documents",
    "xaso.signin",
    "xaso.surveys",
    "xaso.procedures",
    "xaso.dossiers",
    "xaso.petitions",
    "xaso.hotline",
    "xaso.outreach",
    "xaso.privacy",
    "xaso.portal",
    "xaso.desk",
    "xaso.api",
    "xaso.connectors",
    "xaso.demo",
]
_present = {path.parent.name for path in (BASE / "xaso").glob("*/__init__.py")}
INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith("xaso.") or app.removeprefix("xaso.") in _present]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "xaso.ui.middleware.ContentSecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads at random, against guessing secrets by length
    "django.contrib.sessions.middleware.SessionMiddleware",
    "xaso.ui.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.BorrowedDeviceMiddleware",
    "config.gate.GateMiddleware",
    "config.middleware.ActorMiddleware",
    "config.middleware.SignInRequiredMiddleware",
    "xaso.ui.middleware.RefusedMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "xaso.ui.context.look",
                "xaso.portal.context.place",
                "xaso.demo.views.loading.loading",
            ],
        },
    }
]

# ---- database -------------------------------------------------------------------------------------------------------
EMBEDDED = Cluster(VAR / "pg")
_database_url = environment.secret("DATABASE_URL") or (EMBEDDED.url(APPLICATION, "xaso") if EMBEDDED.exists else None)
XASO_DATABASE_URL = _database_url or "postgresql://xaso_app@/xaso"
DATABASES = {"default": environment.database(XASO_DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The cache holds counts that must not be lost to make room; what is over is swept every night (xaso.core.limits).
CACHES = {
    "default": {
        "BACKEND": "xaso.core.limits.CountingCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# ---- language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}xaso_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# ---- static files and uploads ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# ClamAV's daemon, unix:/run/clamav/clamd.ctl or tcp://127.0.0.1:3310; empty: nothing is scanned.
XASO_SCANNER = environment.text("XASO_SCANNER", "")
XASO_SPOOL = VAR / "spool"  # pieces of uploads that have not arrived whole
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

# ---- safety ---------------------------------------------------------------------------------------------------------
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SESSION_ENGINE = "xaso.core.sessions"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
XASO_TEXT_SIZE_COOKIE = f"{COOKIE_PREFIX}co_chu"
XASO_KNOWN_COOKIE = f"{COOKIE_PREFIX}biet"
XASO_BROWSER_COOKIE = f"{COOKIE_PREFIX}xaso_browser"
XASO_NOTICE_COOKIE = f"{COOKIE_PREFIX}messages"
MESSAGE_STORAGE = "xaso.ui.notices.Notices"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [XASO_ADDRESS] if HTTPS else []
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "xaso.ui.views.csrf_failed"

# ---- signing in (django-allauth); django.contrib.messages needs no app, and its label is taken by xaso.messages -------
AUTH_USER_MODEL = "signin.Account"
AUTHENTICATION_BACKENDS = ["xaso.signin.access.entering.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "xaso.signin.access.entering.PasswordPolicy"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/dang-nhap"
LOGIN_REDIRECT_URL = "/ho-so/"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 14 * 24 * 3600
ACCOUNT_ADAPTER = "xaso.portal.sign_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"username", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*", "password1"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 5 * 60
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("XASO_PROXIES", 1 if HTTPS else 0)
# Phones of one village may share one address (carrier NAT), so addresses are counted generously and phones strictly.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "3/5m/key,12/d/key",  # networks are counted by xaso.portal.sign_in
    "check_login_code": "3/h/key",  # key is one code
    "login_failed": "60/m/ip",  # names are counted by xaso.signin.actions.tries
}
# Who may say who a resident is, by OpenID Connect; nobody until an installation has been let in by an issuer.
XASO_ISSUERS = environment.issuers("XASO_ISSUERS")

# ---- officials: level 3 of NĐ 331/2026/NĐ-CP sets the upper bounds ------------------------------------------------------
# Whoever signs in from elsewhere gives a second factor. In the sample every place is the office.
XASO_OFFICE_NETWORKS = environment.networks("XASO_OFFICE_NETWORKS", "0.0.0.0/0 ::/0" if XASO_SAMPLE else "")
# Minutes without a touch, and minutes altogether, after which somebody signs in again.
XASO_SESSION_MINUTES = {
    "official": (
        environment.number("XASO_OFFICIAL_IDLE", 15, most=15),
        environment.number("XASO_OFFICIAL_WHOLE", 12 * 60, most=24 * 60),
    ),
    "administrator": (
        environment.number("XASO_ADMINISTRATOR_IDLE", 5, most=5),
        environment.number("XASO_ADMINISTRATOR_WHOLE", 4 * 60, most=24 * 60),
    ),
}
MFA_ADAPTER = "xaso.signin.ports.SealedFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Xã Số"
# Who carries messages, in the order they are asked (docs/operating.md, "Messages"). In the sample nothing leaves the machine.
XASO_CARRIERS = (
    environment.carriers("XASO_CARRIERS")
    if not XASO_SAMPLE or environment.secret("XASO_CARRIERS")
    else [
        {"name": f"mau-{channel}", "channel": channel, "with": "xaso.demo.outbox.OutboxCarrier", "pace": 1000}
        for channel in ("sms", "email", "zalo", "push")
    ]
)
# Where official accounts live (docs/operating.md, "Messages"); nowhere unless set.
_ZALO_APP = environment.text("XASO_ZALO_APP", "")
_ZALO_GATEWAY = environment.text("XASO_ZALO_GATEWAY", "")  # where a closed network lets nobody out but through one
XASO_NETWORK = (
    {
        "with": "xaso.connectors.zalo.Zalo",
        "options": {"app_id": _ZALO_APP, "secret_key": environment.required_secret("XASO_ZALO_SECRET")}
        | (dict.fromkeys(("oauth_url", "api_url", "phone_url"), _ZALO_GATEWAY) if _ZALO_GATEWAY else {}),
    }
    if _ZALO_APP
    else {"with": "xaso.demo.outbox.OutboxNetwork"}
    if XASO_SAMPLE
    else {}
)
# What signs the events of Zalo: pairs id=secret, as Zalo's console shows them; each that is listed is believed.
XASO_ZALO_KEYS = environment.pairs("XASO_ZALO_KEYS") or (
    [(_ZALO_APP, environment.required_secret("XASO_ZALO_SECRET"))] if _ZALO_APP else []
)
XASO_SMS_BUDGET = environment.number("XASO_SMS_BUDGET", 0)  # đồng a month for each unit; 0: no end
# What signs notices to browsers (RFC 8292), made by `xaso keys push`; without it residents are not offered them.
XASO_PUSH_KEY, XASO_PUSH_PUBLIC_KEY = environment.push_key("XASO_PUSH_KEY")
XASO_PUSH_HOSTS = environment.words("XASO_PUSH_HOSTS") or [
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
]

# Telephone systems that may report calls (docs/operating.md, "Telephone"); nobody unless set.
XASO_CALL_SOURCES = environment.call_sources("XASO_CALL_SOURCES")
# Who reads what a telephone system reports: source → a xaso.hotline.ports.Reader, by dotted path.
XASO_CALL_READERS = {
    "omicall": "xaso.connectors.omicall.read",
    "stringee": "xaso.connectors.stringee.read",
    "signed": "xaso.connectors.signed_calls.read",
    "asterisk": "xaso.connectors.asterisk.read",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"xaso": {"level": "INFO"}},
}
