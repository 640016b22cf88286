"""All settings in one file, read from the environment, loud on nonsense.

Only what differs between one machine and the next is read from outside; what differs between associations is data
(``records.units.models.Association``).
"""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from kexie.kit.logs import formatter

env = environ.Env()
PACKAGE = Path(__file__).resolve().parent


def _home() -> Path:
    """Return the folder that holds everything this deployment writes, made if it is missing."""
    home = Path(env.str("KEXIE_HOME", default="var")).expanduser().resolve()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)  # names and hashed passwords: nobody else on the machine
    except OSError as error:
        msg = f"KEXIE_HOME={home} 不是可写的目录 / is not a folder that can be written: {error.strerror}"
        raise ImproperlyConfigured(msg) from error
    return home


def _secret(home: Path) -> str:
    """Return the signing key: from the environment, else one made once and kept beside the data."""
    given: str = env.str("KEXIE_SECRET", default="")
    if given:
        return given
    kept = home / "secret"
    try:
        if not kept.exists():
            _make_secret(kept)
        return kept.read_text().strip()
    except OSError as error:
        msg = f"KEXIE_HOME={home} 不能读写 / cannot be read and written: {error.strerror}"
        raise ImproperlyConfigured(msg) from error


def _make_secret(kept: Path) -> None:
    draft = kept.with_name(f"secret.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(48))
    try:
        kept.hardlink_to(draft)
    except FileExistsError:
        pass  # another process made it first: theirs is the key
    finally:
        draft.unlink()


KEXIE_HOME = _home()
SECRET_KEY = _secret(KEXIE_HOME)
DEBUG = env.bool("KEXIE_DEBUG", default=False)
ALLOWED_HOSTS = env.list("KEXIE_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
BEHIND_TLS = env.bool("KEXIE_TLS", default=False)
READ_ONLY = env.bool("KEXIE_READ_ONLY", default=False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "kexie.records.apps.RecordsConfig",
    "kexie.web.apps.WebConfig",
]
MIDDLEWARE = [
    "kexie.web.kit.health.Health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kexie.web.kit.middleware.RequestNumber",
    "kexie.web.kit.middleware.ReaderSettings",
    "kexie.web.kit.middleware.OneLook",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "kexie.web.kit.read_only.ReadOnly",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kexie.web.desk.own.OwnSettings",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "kexie.urls"
WSGI_APPLICATION = "kexie.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kexie.web.kit.context.house",
            ]
        },
    }
]
FORM_RENDERER = "kexie.web.kit.widgets.Boxes"


def _database(home: Path) -> dict[str, Any]:
    """Return the database that ``DATABASE_URL`` names, else SQLite beside the data."""
    url = env.str("DATABASE_URL", default="")
    if not url:  # not put together as an address: a folder may be called a?b
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(home / "kexie.sqlite3")}
    if not url.startswith(("sqlite:", "postgres:", "postgresql:")):
        msg = "DATABASE_URL: 只支持 sqlite:///… 和 postgres://… / only these two are supported"
        raise ImproperlyConfigured(msg)
    try:
        return dict(env.db_url_config(url))
    except ValueError as error:  # it may hold a password, so it is not repeated
        msg = "DATABASE_URL: 看不懂这个地址 / cannot be read as an address"
        raise ImproperlyConfigured(msg) from error


DATABASES = {"default": _database(KEXIE_HOME)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # without IMMEDIATE most contended writes fail with "database is locked" instead of waiting their turn
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;",
    }
# kept from page to page: to open one reads the whole schema, two milliseconds on SQLite
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "records.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "kexie.web.kit.errors.locked_out"
AXES_CLIENT_IP_CALLABLE = "kexie.web.account.address.client_address"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # names below an office's own are not ours to bind to TLS
    "security.W021",  # nor is its whole domain to be put on the browsers' list
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("KEXIE_ZONE", default="Asia/Shanghai")
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError) as error:
    msg = f"KEXIE_ZONE={TIME_ZONE}: 没有这个时区 / no such time zone"
    raise ImproperlyConfigured(msg) from error

STATIC_URL = "static/"
STATIC_ROOT = KEXIE_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
FILES_ROOT = KEXIE_HOME / "files"
ERASURES = Path(env.str("KEXIE_ERASURES", default="") or KEXIE_HOME / "erasures").expanduser().resolve()
FONTS_ROOT = KEXIE_HOME / "fonts"  # an office's own faces for documents, beside the shipped ones

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_ENGINE = "kexie.web.kit.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "kexie.web.kit.errors.csrf_failure"
if BEHIND_TLS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

SITE_URL = env.str("KEXIE_URL", default="")


def _mail() -> dict[str, Any]:
    """Return where e-mail goes: the server of ``KEXIE_MAIL``; without one nothing is ever sent."""
    url = env.str("KEXIE_MAIL", default="")
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    try:
        known = dict(env.email_url_config(url)) if url.startswith(("smtp:", "smtp+tls:", "smtp+ssl:")) else {}
    except ValueError:
        known = {}
    if not known.get("EMAIL_HOST"):  # it may hold a password, so it is not repeated
        msg = "KEXIE_MAIL: 写成 smtp+tls://账号:口令@主机:端口 / must be such an address"
        raise ImproperlyConfigured(msg)
    return known


_known_mail = _mail()
MAIL_READY = "EMAIL_HOST" in _known_mail
EMAIL_BACKEND = _known_mail["EMAIL_BACKEND"]
EMAIL_HOST = _known_mail.get("EMAIL_HOST", "")
EMAIL_PORT = _known_mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _known_mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _known_mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(_known_mail.get("EMAIL_USE_TLS", False))
EMAIL_USE_SSL = bool(_known_mail.get("EMAIL_USE_SSL", False))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("KEXIE_MAIL_FROM", default="") or EMAIL_HOST_USER or "kexie@localhost"

HOOKS_INSIDE = env.list("KEXIE_HOOKS_INSIDE", default=[])  # hosts of the own network that news may be sent to
HOOKS_TRUST = env.str("KEXIE_HOOKS_TRUST", default="")  # certificates of the office itself, as a file

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_level = env.str("KEXIE_LOG", default="").upper() or "WARNING"
if _level not in LOG_LEVELS:
    msg = f"KEXIE_LOG={_level[:60]}: 只能是其中之一 / must be one of {' '.join(LOG_LEVELS)}"
    raise ImproperlyConfigured(msg)
_form = env.str("KEXIE_LOG_FORM", default="") or ("words" if sys.stderr.isatty() else "json")
if _form not in ("json", "words"):
    msg = f"KEXIE_LOG_FORM={_form[:60]}: 只能是 json 或 words / must be json or words"
    raise ImproperlyConfigured(msg)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ours": formatter(as_json=_form == "json")},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "ours"}},
    "root": {"handlers": ["stderr"], "level": _level},
}
