"""One settings file. What differs between machines comes from the environment (docs/operations.md lists it)."""

import sys
from pathlib import Path

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from accounts import oidc

from . import env

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules

DEMO = env.flag("DEMO")
DEBUG = False
SECRET_KEY = env.text("SECRET_KEY", "only-for-tests" if TESTING else None)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS", "")  # former keys: what they sealed can still be opened
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1")
SITE_URL = env.text("SITE_URL", "http://localhost:8000").rstrip("/")
SUPPORT = env.text("SUPPORT", "")  # whom people ask for help: a mail address, a telephone; pages show it as it is
# Cookies and redirects are strict wherever the site is served over HTTPS.
HTTPS = SITE_URL.startswith("https://")

APP_ROLE = "mentoring_app"
OWNER_ROLE = "mentoring_owner"
# Commands that change tables connect as the owner; everything else as the application, under row security.
OWNER_COMMANDS = {
    "migrate",
    "makemigrations",
    "sqlmigrate",
    "showmigrations",
    "dumpdata",
    "flush",
}
_as_owner = len(sys.argv) > 1 and sys.argv[0].endswith("manage.py") and sys.argv[1] in OWNER_COMMANDS
DATABASES = {
    "default": {
        **env.database("MIGRATE_DATABASE_URL" if _as_owner else "DATABASE_URL"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
REDIS_URL = env.text("REDIS_URL", "redis://localhost:6379/0")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "django_htmx",
    "guardian",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "accounts",
    "programs",
    "monitoring",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "accounts.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.RefuseMalformedInput",
]

ROOT_URLCONF = "mentoring.urls"
WSGI_APPLICATION = "mentoring.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["accounts.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.page",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    # ASVS 6.2: length and known passwords, no rules of composition.
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by invitation, which proves the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# By how many proxies of ours the client's address is appended to X-Forwarded-For: limits are counted by it.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0)
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 3
SOCIALACCOUNT_ADAPTER = "accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True  # whoever was known by his e-mail is known by his number later
OIDC = oidc.read(env.text("OIDC_PROVIDERS", ""))
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [provider.app for provider in OIDC.values()]}}
# Who links or unlinks another system, or changes a second factor, has shown anew within five minutes that it is he.
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a finger, a face or a PIN: a passkey alone is both factors
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # two requests a sign-in, and a school comes from one address
MFA_FORMS = {
    "add_webauthn": "accounts.forms.passkeys.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.passkeys.NamePasskeyForm",
    "login_webauthn": "accounts.forms.passkeys.PasskeyLoginForm",
    "authenticate_webauthn": "accounts.forms.passkeys.PasskeyFactorForm",
    "reauthenticate_webauthn": "accounts.forms.passkeys.PasskeyAgainForm",
}
# People come by invitation, which proves the address: allauth keeps no verified row of its own.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_ADAPTER = "accounts.adapters.MfaAdapter"
MFA_TOTP_TOLERANCE = 1  # a code typed in its last second, or by a clock that is half a minute wrong
MFA_TOTP_ISSUER = "Наставничество"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "accounts.views.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

GUARDIAN_RAISE_403 = False
ANONYMOUS_USER_NAME = None
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # ModelBackend stays first; ours are explained above
    "security.W004",  # HSTS, SSL redirect and secure cookies follow SITE_URL
    "security.W008",
    "security.W012",
    "security.W016",
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "mentoring.api.problems.handler",
    "URL_FORMAT_OVERRIDE": None,
}
API_LIMITS = {60: env.number("API_CALLS_A_MINUTE", 300)}  # of one token or one person
SPECTACULAR_SETTINGS = {
    "TITLE": "Mentoring API",
    "DESCRIPTION": "Reads what the pages show and does what they do, in the role that the token was made in.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],  # of the reference
    "SERVE_AUTHENTICATION": [],
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": False, "validatorUrl": None},
    "ENUM_NAME_OVERRIDES": {
        "OrderState": "programs.models.Order.State",
        "MeetingKind": "programs.models.Meeting.Kind",
        "WorkMode": "programs.models.Program.WorkMode",
    },
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
    },
    # Pieces of every page that follow from few values alone: the menu, the panel of appearance.
    "parts": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
# The whole schedule. Beat only wakes: what there is to do is rows in the database, so a lost broker loses nothing and a
# doubled beat does nothing twice.
CELERY_BEAT_SCHEDULE = {
    "send what waits": {
        "task": "accounts.tasks.deliver_outbox",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "run deadlines": {
        "task": "accounts.tasks.run_deadlines",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "seal the audit log": {
        "task": "accounts.tasks.seal_audit",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "open the month's reports": {
        "task": "monitoring.tasks.open_month",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "keep the calendar of the year": {
        "task": "monitoring.tasks.keep_calendar",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "open and close the campaigns": {
        "task": "monitoring.tasks.run_campaigns",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "count the impact of bodies": {
        "task": "monitoring.tasks.count_impact",
        "schedule": 3.0,
        "options": {"expires": 3},
    },
    "count what the panels show": {
        "task": "monitoring.tasks.count_panels",
        "schedule": 60.0,  # a region is counted once in ten minutes, a new installation at once
        "options": {"expires": 60},
    },
    "calculate big drafts of matching": {
        "task": "programs.tasks.calculate_matchings",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "begin the programmes of the day": {
        "task": "programs.tasks.start_programs",
        "schedule": crontab(minute=5),  # hourly: a new day comes to eleven time zones one after another
        "options": {"expires": 3600},
    },
    "move the imports on": {
        "task": "programs.tasks.run_imports",
        "schedule": 3.0,
        "options": {"expires": 3},
    },
    "count the analytic reports": {
        "task": "reports.tasks.count_reports",
        "schedule": 3.0,
        "options": {"expires": 3},
    },
    "forget printed lists": {
        "task": "reports.tasks.forget_bank_files",
        "schedule": crontab(hour=0, minute=40),
        "options": {"expires": 3600},
    },
    "forget what has expired": {
        "task": "accounts.tasks.clean_up",
        "schedule": crontab(hour=0, minute=20),
    },
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Наставничество <noreply@localhost>")

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("русский"))]
LOCALE_PATHS = [BASE_DIR / "mentoring" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Fonts are compressed already, and those of documents never travel to a browser.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["woff", "woff2", "ttf", "otf", "png", "jpg", "jpeg", "gif", "ico", "map"]
FILES_DIR = Path(env.text("FILES_DIR", str(BASE_DIR / ".local" / "files")))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Refused requests are not our failures; their addresses may carry personal links.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "fido2": {"level": "WARNING"},  # the number of each passkey that is used
        # Each step of each document, and each table of each font.
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}

if not DEMO and not TESTING and len(SECRET_KEY) < 40:
    raise ImproperlyConfigured("SECRET_KEY must be at least 40 characters")
