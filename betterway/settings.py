"""Settings, chosen by environment variables (the README lists them all). Safe by default."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from betterway import environment as given

BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE_DIR / ".env")  # what the environment itself says comes first

VAR_DIR = Path(given.word("VAR_DIR", str(BASE_DIR / "var")))
DEBUG = given.flag("DEBUG")
SECRET_KEY = given.secret_key(VAR_DIR)

# Where it is reached. Cookies, redirects and allowed hosts follow from the one address.
HOST = given.word("HOST", "127.0.0.1")
PORT = given.number("PORT", 8000, low=1, high=65535)
BASE_URL = given.address("BASE_URL", f"http://127.0.0.1:{PORT}")
_host = urlsplit(BASE_URL).hostname
ALLOWED_HOSTS = sorted({_host, "127.0.0.1", "localhost", "[::1]", *given.words("ALLOWED_HOSTS")})
CSRF_TRUSTED_ORIGINS = [BASE_URL]
_https = BASE_URL.startswith("https://")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
_proxy = given.flag("TRUST_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _proxy else None
# Whose tries are counted: the last address in X-Forwarded-For, which the proxy itself wrote; others anyone can make up.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _proxy else 0
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

INSTALLED_APPS = [
    "people",
    "events",
    "insights",
    "betterway.apps.BetterwayConfig",
    "betterway.apps.ConvenorAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
    "taggit",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "betterway.pages.errors.NotAllowedMiddleware",
    "betterway.former_addresses.FormerAddressMiddleware",
]

ROOT_URLCONF = "betterway.urls"
WSGI_APPLICATION = "betterway.wsgi.application"
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

# Data
_database = given.word("DATABASE_URL", f"sqlite:///{VAR_DIR / 'betterway.sqlite3'}")
_databases_allowed = "sqlite:////folder/file.sqlite3 or postgres://user@host/name"
if not _database.startswith(("sqlite:", "postgres:", "postgresql:")) or _database == "sqlite:///":
    raise given.bad("DATABASE_URL", _database, _databases_allowed)
try:
    DATABASES = {"default": environ.Env.db_url_config(_database)}
except (ImproperlyConfigured, ValueError, KeyError) as error:
    raise given.bad("DATABASE_URL", _database, _databases_allowed) from error
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    if DATABASES["default"]["NAME"] != ":memory:":
        Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        # Without IMMEDIATE, two writers who both read first end in "database is locked" instead of waiting.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    # Compiling a query takes PostgreSQL longer, up to half a second, than any of ours takes to run. And what it guesses
    # that a page out of order costs is for a turning disk: it would read whole tables where an index serves.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off -c random_page_cost=1.1")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_cache = given.word("CACHE_URL", "locmemcache://")
try:
    CACHES = {"default": environ.Env.cache_url_config(_cache)}
except (ImproperlyConfigured, ValueError, KeyError) as error:
    raise given.bad("CACHE_URL", _cache, "locmemcache:// or redis://host:6379/0") from error

# What is kept for an edition, in each process. Apart from the counts of tries, and visitors' pages apart from the
# numbers that lists show: whoever asks for a thousand addresses must drive out neither.
CACHES |= {
    name: {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": name,
        "TIMEOUT": 300,  # what day it is may stand on a page too
        "OPTIONS": {"MAX_ENTRIES": 1_000},
    }
    for name in ("pages", "numbers")
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Members and login: a code sent by mail, no password anywhere
AUTH_USER_MODEL = "people.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "people.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {"request_login_code": "people.forms.LoginCodeForm"}
ACCOUNT_RATE_LIMITS = {  # for each device, and for each e-mail address
    "request_login_code": "20/m/ip,3/m/key,12/h/key",
    "signup": "20/m/ip,4/h/key",
    "confirm_email": "4/h/key",
}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to whatever address somebody types
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code itself proves the address
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
JOINING = given.choice("JOINING", "approved", ["approved", "open"])
MFA_ADAPTER = "people.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a telephone whose clock is half a minute wrong
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24  # how long a one-time login link lasts

# Mail
_mail = given.word("EMAIL_URL", "outbox://")
if _mail == "outbox://":
    EMAIL_BACKEND = "betterway.mail.OutboxFolderBackend"
    EMAIL_FILE_PATH = VAR_DIR / "outbox"
else:
    try:
        vars().update(environ.Env.email_url_config(_mail))
    except (ImproperlyConfigured, ValueError, KeyError) as error:
        raise given.bad("EMAIL_URL", _mail, "outbox:// or smtp+tls://user:password@host:587") from error
DEFAULT_FROM_EMAIL = given.word("DEFAULT_FROM_EMAIL", f"Better Way <noreply@{_host}>")
EMAIL_TIMEOUT = 10
BOUNCES_TO = given.email_address("BOUNCES_TO")
BOUNCES = given.mailbox("BOUNCES_URL")

# Language and time
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "betterway.formats"

# Static files
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF, "data:"],  # the admin's own sheets draw their arrows with data: images
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

TAGGIT_CASE_INSENSITIVE = True
# Above the largest note, so that our own sentence answers, not a bare 400.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a review page posts a few fields for each of some hundred insights
NOTE_MAX_BYTES = 10 * 2**20
# E-mail addresses are unique whatever their capitals (a constraint on Member), which this check cannot see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},
}
