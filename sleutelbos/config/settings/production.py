"""A municipality's own installation: everything from the environment, nothing guessed."""

from sleutelbos.config import env

from .base import *  # noqa: F403

PRODUCTION = True
SECRET_KEY = env.text("SLEUTELBOS_SECRET_KEY")
ALLOWED_HOSTS = env.words("SLEUTELBOS_HOSTS", [])
SITE_URL = env.text("SLEUTELBOS_SITE_URL")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

SECURE_SSL_REDIRECT = env.flag("SLEUTELBOS_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("SLEUTELBOS_BEHIND_PROXY", False) else None
# Throttling counts per visitor; without a proxy in front, nobody may name their own address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("SLEUTELBOS_PROXIES", 1) if SECURE_PROXY_SSL_HEADER else 0
SECURE_HSTS_SECONDS = env.number("SLEUTELBOS_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True

EMAIL_HOST = env.text("SLEUTELBOS_SMTP_HOST", "localhost")
EMAIL_PORT = env.number("SLEUTELBOS_SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("SLEUTELBOS_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.text("SLEUTELBOS_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.flag("SLEUTELBOS_SMTP_TLS", False)
EMAIL_TIMEOUT = 20
