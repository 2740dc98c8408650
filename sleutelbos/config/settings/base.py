"""What every installation shares. The files beside this one say what differs."""

import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote

from csp.constants import NONE, SELF

from sleutelbos.config import env, languages

BASE_DIR = env.BASE_DIR
VAR_DIR = Path(env.text("SLEUTELBOS_VAR_DIR", str(BASE_DIR / "var")))

DEBUG = False
DEMO = False
PRODUCTION = False
SECRET_KEY = ""
ALLOWED_HOSTS: list[str] = []
SITE_URL = "http://localhost:8000"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "sleutelbos.config",
    "sleutelbos.ui",
    # After ui, so that ui's own form templates win.
    "django.forms",
    "sleutelbos.audit",
    "sleutelbos.notices",
    "sleutelbos.accounts",
    "sleutelbos.guidance",
    "sleutelbos.keypersons",
    "sleutelbos.community",
    "sleutelbos.allowances",
    "sleutelbos.newcomers",
    "sleutelbos.bridging",
    "sleutelbos.letters",
    "sleutelbos.signals",
    "sleutelbos.pocket",
    "sleutelbos.matching",
    "sleutelbos.exchange",
    "sleutelbos.insights",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sleutelbos.ui.middleware.CompressPagesMiddleware",
    "sleutelbos.ui.middleware.MicrophoneMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sleutelbos.pocket.middleware.ForgetOnSignOutMiddleware",
    "sleutelbos.accounts.middleware.ViewerMiddleware",
    "sleutelbos.ui.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "sleutelbos.config.urls"
WSGI_APPLICATION = "sleutelbos.config.wsgi.application"
ASGI_APPLICATION = "sleutelbos.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": ["template_partials.templatetags.partials", "sleutelbos.ui.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "sleutelbos.config.context.page",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": env.database(env.text("DATABASE_URL", f"sqlite:///{quote(str(VAR_DIR / 'sleutelbos.sqlite3'))}"))
}
# Which regions' people a fresh connection to PostgreSQL sees (accounts/services/scope.py): none, or "*" for commands.
DATABASE_SCOPE = env.text("SLEUTELBOS_DATABASE_SCOPE", "")
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["OPTIONS"]["options"] = f"-c app.region={DATABASE_SCOPE}"

# One database for everything that must survive a killed process; throttling counters live there too, so that
# all web processes share them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_table",
        # Django's own 300 throws the oldest away at once: the second answers of repairs and what people tried too often
        # are counted here, a few small rows for each coordinator and each address of a busy hour.
        "OPTIONS": {"MAX_ENTRIES": 50_000, "CULL_FREQUENCY": 10},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "nl"
languages.register()
LANGUAGES = languages.CHOICES
# Django's own list has no Pashto.
LANGUAGES_BIDI = [language.code for language in languages.LANGUAGES if language.rtl]
LOCALE_PATHS = [BASE_DIR / "sleutelbos" / "locale"]
LANGUAGE_COOKIE_NAME = "taal"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        # Uploads are for our own account only (below); these are public, and often collected by another account.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
MEDIA_ROOT = VAR_DIR / "uploads"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_PERMISSIONS = 0o600

# Sign-in: no passwords. Everything else about it is in accounts/adapters.py.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
# Roles that see or manage many people prove twice who they are (accounts/rules.py); the demo is open to visitors.
SECOND_FACTOR_REQUIRED = True
ACCOUNT_ADAPTER = "sleutelbos.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "sleutelbos.accounts.adapters.SocialAccountAdapter"
ACCOUNT_FORMS = {
    "login": "sleutelbos.accounts.forms.SignInForm",
    "confirm_login_code": "sleutelbos.accounts.forms.CodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
# The same page, and a message either way, whether an address is known or not.
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
# Six digits and three tries a code: thirty guesses an hour at most for one address.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "request_login_code": "20/m/ip,100/h/ip,3/m/key,10/h/key",
    "reauthenticate": "10/m/user",
    "login_failed": "10/m/ip,5/300s/key",
}
MFA_ADAPTER = "sleutelbos.accounts.adapters.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "sleutelbos.accounts.forms.AppForm",
    "add_webauthn": "sleutelbos.accounts.forms.PasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Sleutelbos"
# One step of thirty seconds either way: clocks of old phones drift.
MFA_TOTP_TOLERANCE = 1
# A write for every page would make every reader a writer.
USERSESSIONS_TRACK_ACTIVITY = False
IDENTITY_PROVIDERS = env.identity_providers(env.text("SLEUTELBOS_IDENTITY_PROVIDERS", ""))
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
# The address was verified by the provider; accounts/adapters.py refuses those that were not.
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [row["app"] for row in IDENTITY_PROVIDERS]}
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "sleutelbos.ui.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DEFAULT_EXCEPTION_REPORTER = "sleutelbos.ui.debug.SilentReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "sleutelbos.ui.debug.SilentReporterFilter"

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # Browsers check a form's address after redirects too, so the providers we send people to are named.
        "form-action": [SELF, *(origin for row in IDENTITY_PROVIDERS for origin in row["origins"])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in ("accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone", "payment", "usb")
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
# A routing server of the installation for travel times; without an address the distance model alone.
ROUTING_URL = env.text("SLEUTELBOS_ROUTING_URL", "")
ROUTING_KIND = env.text("SLEUTELBOS_ROUTING_KIND", "osrm")
ROUTING_PROFILES = env.words("SLEUTELBOS_ROUTING_PROFILES", [])

# LibreOffice, for letters in .doc and .rtf: its path or name. Where it is not found those are refused with a sentence.
OFFICE_PROGRAM = shutil.which(env.text("SLEUTELBOS_OFFICE_PROGRAM", "") or "soffice") or ""

# Links that apps beside `pocket` give to key persons: whose phone shows one, and what ends and renews them when it is
# lost. Named here, because those apps and `pocket` do not know each other.
PHONE_LINKS = {
    "letters": {
        "whose": "sleutelbos.letters.access.key_person_by_link",
        "withdraw": "sleutelbos.letters.services.withdraw_links",
        "send": "sleutelbos.letters.services.send_links",
    }
}

SECURITY_CONTACT = env.text("SLEUTELBOS_SECURITY_CONTACT", "security@localhost")
DEFAULT_FROM_EMAIL = env.text("SLEUTELBOS_FROM_EMAIL", "Sleutelbos <noreply@localhost>")

# Figures of others: which places may be asked for tables, and whether the clock asks them. docs/operate/figures.md
FIGURES_ORIGINS = env.words("SLEUTELBOS_FIGURES_ORIGINS", []) or [
    "https://opendata.cbs.nl",
    "https://datasets.cbs.nl",
]
FIGURES_FETCH = env.flag("SLEUTELBOS_FIGURES_FETCH", default=False)
FIGURES_TABLES = env.text("SLEUTELBOS_FIGURES_TABLES", "")

# Push and SMS; off where nothing is set. An empty value is no value, as compose passes one on. docs/operate/messages.md
VAPID_KEY = env.text("SLEUTELBOS_VAPID_KEY", "")
VAPID_CONTACT = env.text("SLEUTELBOS_VAPID_CONTACT", "") or f"mailto:{SECURITY_CONTACT}"
# A browser tells us where to post to; we post to the push services of the large browsers and nowhere else.
PUSH_SERVICES = env.words("SLEUTELBOS_PUSH_SERVICES", []) or [
    "fcm.googleapis.com",
    "jmt17.google.com",
    ".push.services.mozilla.com",
    ".notify.windows.com",
    ".push.apple.com",
]
SMS_PROVIDER = env.text("SLEUTELBOS_SMS_PROVIDER", "")
SMS_FOLDER = VAR_DIR / "sms"
NOTIFY_URL = env.text("SLEUTELBOS_NOTIFY_URL", "") or "https://api.notifynl.nl"
NOTIFY_API_KEY = env.text("SLEUTELBOS_NOTIFY_API_KEY", "")
NOTIFY_TEMPLATE = env.text("SLEUTELBOS_NOTIFY_TEMPLATE", "")
SMS_GATEWAY_URL = env.text("SLEUTELBOS_SMS_GATEWAY_URL", "")
SMS_GATEWAY_BODY = (
    env.text("SLEUTELBOS_SMS_GATEWAY_BODY", "") or '{"to": "{to}", "text": "{text}", "reference": "{reference}"}'
)
SMS_GATEWAY_HEADER = env.text("SLEUTELBOS_SMS_GATEWAY_HEADER", "") or "Authorization: Bearer {token}"
SMS_GATEWAY_TOKEN = env.text("SLEUTELBOS_SMS_GATEWAY_TOKEN", "")
SMS_GATEWAY_ID = env.text("SLEUTELBOS_SMS_GATEWAY_ID", "") or "id"
RECEIPT_TOKEN = env.text("SLEUTELBOS_RECEIPT_TOKEN", "")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask": {"()": "sleutelbos.ui.logging.MaskFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["mask"], "formatter": "line"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "sleutelbos": {"level": "INFO"},
        # Named here so that Django's own handlers, which mask nothing, are taken away.
        "django": {"handlers": [], "level": "WARNING"},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
