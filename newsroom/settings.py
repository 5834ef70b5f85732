"""The one settings module. What differs between installations comes from the environment; see newsroom/environment.py."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from newsroom.environment import read_or_exit

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = read_or_exit()

DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key
SITE_URL = ENVIRONMENT.site_url
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
IS_HTTPS = urlsplit(SITE_URL).scheme == "https"

INSTALLED_APPS = [
    "newsroom.desk.apps.DeskConfig",
    "newsroom.desk.apps.DeskSiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "taggit",
    "csp",
    "js_asset",
    "django_prose_editor",
    "procrastinate.contrib.django",
    "articles.editions.apps.EditionsConfig",
    "articles.media.apps.MediaConfig",
    "articles.authors.apps.AuthorsConfig",
    "articles.tags.apps.TagsConfig",
    "articles.sections.apps.SectionsConfig",
    "articles.published.apps.PublishedConfig",
    "articles.apps.ArticlesConfig",
    "articles.drafts.apps.DraftsConfig",
    "articles.previews.apps.PreviewsConfig",
    "articles.review.apps.ReviewConfig",
    "breaking.apps.BreakingConfig",
    "breaking.live.apps.LiveConfig",
    "breaking.push.apps.PushConfig",
    "breaking.channels.apps.ChannelsConfig",
    "newsroom.accounts.apps.AccountsConfig",
    "newsroom.pages.apps.PagesConfig",
    "newsroom.redirects.apps.RedirectsConfig",
    "newsroom.audience.apps.AudienceConfig",
    "newsroom.search.apps.SearchConfig",
    "newsroom.apps.NewsroomConfig",
]

MIDDLEWARE = [
    "newsroom.middleware.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # It asks who is signed in: the language stands in the account.
    "newsroom.desk.language.DeskLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "articles.previews.middleware.ShareLinkMiddleware",
    # Directly around it: the transaction is over, and what stands above sees no encoded text that it would change.
    "newsroom.compression.CompressionMiddleware",
    "newsroom.middleware.ReaderMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
ASGI_APPLICATION = "newsroom.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


# A database whose machine is gone is noticed, by whoever waits for it or only listens, in half a minute (libpq, in seconds
# and, the last, milliseconds; DATABASE_URL may say otherwise). Over a socket of the machine's own they mean nothing.
_DATABASE_TIMEOUTS = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "tcp_user_timeout": 20_000,
}


def database(role: str, **options: str) -> dict[str, Any]:
    """Settings of one connection to the one database, as one of its roles (newsroom/database.py)."""
    settings: dict[str, Any] = dict(dj_database_url.parse(ENVIRONMENT.database_url))
    gucs = " ".join(f"-c {name}={value}" for name, value in {"role": role, **options}.items())
    settings["OPTIONS"] = {**_DATABASE_TIMEOUTS, **settings.get("OPTIONS", {}), "options": gucs}
    settings["CONN_MAX_AGE"] = None
    settings["CONN_HEALTH_CHECKS"] = True
    return settings


DATABASES = {
    "default": database("desk"),
    "reader": {
        **database("reader", default_transaction_read_only="on", statement_timeout="2000"),
        "TEST": {"MIRROR": "default"},
    },
}
# 3 is psycopg.IsolationLevel.REPEATABLE_READ: all of a page is read from one snapshot.
DATABASES["reader"]["OPTIONS"]["isolation_level"] = 3
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["newsroom.accounts.backend.RightsBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/admin/login/"

DESK_PATH = "/admin/"
# Cookies belong to the desk: readers get none, not even those of staff who read.
# The prefix __Host- asks for the path of the whole site; nothing but the desk reads them.
_COOKIE_PREFIX = "__Host-" if IS_HTTPS else ""
_COOKIE_PATH = "/" if IS_HTTPS else DESK_PATH
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}desk"
SESSION_COOKIE_PATH = _COOKIE_PATH
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}desk-csrf"
CSRF_COOKIE_PATH = _COOKIE_PATH
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = False
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "newsroom.desk.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if IS_HTTPS else []

SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if IS_HTTPS and ENVIRONMENT.trusted_proxy_count:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"


def digest(template: str) -> str:
    """What a policy calls a script or style that stands in the page: SHA-256 of the template, in base64."""
    return base64.b64encode(
        hashlib.sha256((BASE_DIR / "templates" / template).read_bytes()).digest()
    ).decode()


THEME_SCRIPT_HASH = digest("_theme.js")
FLASH_SCRIPT_HASH = digest("_flash.js")
LITE_STYLE_HASH = digest("lite/_style.css")
# The reader's pages; the desk's policy with its nonce is set by newsroom.middleware.
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, f"'sha256-{THEME_SCRIPT_HASH}'", f"'sha256-{FLASH_SCRIPT_HASH}'"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DESK_CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "default-src": [SELF],
    "script-src": [SELF, NONCE],
    "style-src": [SELF, NONCE],
    "img-src": [SELF, "data:", "blob:"],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}

LANGUAGE_COOKIE_NAME = "desk-language"
LANGUAGE_COOKIE_PATH = DESK_PATH
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish")), ("ar", _("Arabic"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["newsroom.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
# Which links a browser may fetch before they are followed (WICG, Speculation Rules): read as nothing else.
SPECULATION_RULES = "js/prefetch.speculationrules"
STATIC_TYPES = {".speculationrules": "application/speculationrules+json"}
for _ending, _type in STATIC_TYPES.items():
    mimetypes.add_type(_type, _ending)
STATIC_ROOT = ENVIRONMENT.var_dir / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "newsroom.static_bundles.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_ROOT = ENVIRONMENT.var_dir / "media"
MEDIA_URL = "/media/"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "newsroom.static_bundles.BundledManifestStorage"
        )
    },
}
# The largest picture plus the fields of a long story; a body is capped again before it is parsed.
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
# Files have no limit of Django's own. What comes beyond the largest of ours is not even written down.
VIDEO_MAX_BYTES = 500 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "newsroom.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# What the packages above add to every public page, in the order in which they choose their stories.
READER_RAILS = [
    "newsroom.pages.menus.Menus",
    "breaking.ticker.Ticker",
    "newsroom.audience.most_read.MostReadRail",
]

# What the packages above add to the stories of a kind, wherever those are shown.
STORY_ADDITIONS = {"live": "breaking.live.published.LiveBlogs"}

# The worker that keeps pages in readers' browsers; not while files are served under names that stay the same.
SERVICE_WORKER = ENVIRONMENT.service_worker and not DEBUG

# What stands on the lite front besides its lists.
LITE_RAILS = ["breaking.ticker.Ticker"]

# What robots.txt tells crawlers that collect text to train or to answer from: by default, to stay away.
AI_CRAWLERS_WELCOME = False
AI_CRAWLERS = [
    *("GPTBot", "ChatGPT-User", "ClaudeBot", "anthropic-ai", "Google-Extended", "Applebot-Extended", "CCBot"),
    *("PerplexityBot", "Bytespider", "Amazonbot", "cohere-ai", "Diffbot", "meta-externalagent"),
]

# Without EMAIL_URL nothing is sent: what readers write is stored all the same.
MAIL = ENVIRONMENT.mail
EMAIL_BACKEND = f"django.core.mail.backends.{MAIL.backend}.EmailBackend"
EMAIL_HOST = MAIL.host
EMAIL_PORT = MAIL.port
EMAIL_HOST_USER = MAIL.user
EMAIL_HOST_PASSWORD = MAIL.password
EMAIL_USE_TLS = MAIL.starts_tls
EMAIL_USE_SSL = MAIL.is_tls
EMAIL_FILE_PATH = MAIL.folder or None
EMAIL_TIMEOUT = 20
EMAIL_SUBJECT_PREFIX = ""
SENDS_MAIL = MAIL.backend != "dummy"
DEFAULT_FROM_EMAIL = MAIL.sender or f"newsroom@{urlsplit(SITE_URL).hostname}"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# How an alert that needs two people is sent where there is only one, or in an emergency; how often a drill is held.
ALERT_APPROVALS = ENVIRONMENT.alert_approvals
ALERT_BREAK_GLASS = ENVIRONMENT.alert_break_glass
DRILL_MINUTES = ENVIRONMENT.drill_minutes

# Hosts that what the site asks of others may reach although they are not public.
FETCH_ALLOW_HOSTS = ENVIRONMENT.fetch_allow_hosts

# The services that readers' devices may name as theirs, and with which key and contact pushes are signed (RFC 8292).
PUSH_HOSTS = ENVIRONMENT.push_hosts
VAPID_PRIVATE_KEY = ENVIRONMENT.vapid_private_key
VAPID_SUBJECT = ENVIRONMENT.vapid_subject or (
    SITE_URL if IS_HTTPS else f"mailto:{parseaddr(DEFAULT_FROM_EMAIL)[1]}"
)

# Whom feeds name as their WebSub hub, and who is told when one has changed; "" for nobody.
WEBSUB_HUB = ENVIRONMENT.websub_hub

TAGGIT_CASE_INSENSITIVE = True
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"no_tokens": {"()": "articles.previews.log.HideTokens"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_tokens"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "newsroom": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        # Scanners send such names all day; they are answered 400, and nobody need read of each.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
