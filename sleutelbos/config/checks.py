"""A wrong installation says so before it opens: Django system checks with an id and a hint."""

from collections.abc import Sequence
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection

from sleutelbos.matching import routing
from sleutelbos.notices.channels import push, sms


@register(Tags.security)
def check_secret(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Links and sessions are only as safe as the key that signs them."""
    if len(settings.SECRET_KEY) >= 40 or not settings.PRODUCTION:
        return []
    return [
        Error(
            "SLEUTELBOS_SECRET_KEY is shorter than 40 characters: signed links could be guessed.",
            hint='Make one: python -c "import secrets; print(secrets.token_urlsafe(50))"',
            id="sleutelbos.E001",
        )
    ]


@register(Tags.urls)
def check_site_url(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Links in messages must lead somewhere, and outside the demo over https."""
    parts = urlsplit(settings.SITE_URL)
    if not parts.scheme or not parts.netloc or settings.SITE_URL.endswith("/"):
        return [
            Error(
                f"SLEUTELBOS_SITE_URL={settings.SITE_URL!r} is not an address.",
                hint="Write it as https://sleutelbos.example.nl, without a slash at the end.",
                id="sleutelbos.E002",
            )
        ]
    if parts.scheme != "https" and settings.PRODUCTION:
        return [
            Error(
                "SLEUTELBOS_SITE_URL does not start with https: links with a key in them would travel in the open.",
                hint="Put a certificate in front and write https://...",
                id="sleutelbos.E003",
            )
        ]
    return []


@register(Tags.database)
def check_database(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """SQLite is for a demo, a trial or one small region."""
    sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    if sqlite and settings.PRODUCTION:
        return [
            Warning(
                "This installation runs on SQLite: no row-level security, one writer at a time.",
                hint="Set DATABASE_URL=postgresql://user:password@host/name for real work.",
                id="sleutelbos.W001",
            )
        ]
    return []


@register(Tags.database)
def check_database_role(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Row-level security does not count for a superuser."""
    if not databases or connection.vendor != "postgresql" or not settings.PRODUCTION:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        if cursor.fetchone() == (False,):
            return []
    return [
        Error(
            "The database role may pass row-level security: the wall between regions would not count.",
            hint="Give the application a role of its own without SUPERUSER and BYPASSRLS.",
            id="sleutelbos.E010",
        )
    ]


@register(Tags.compatibility)
def check_demo(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The demo lets everybody in as anybody."""
    if settings.DEMO and settings.PRODUCTION:
        return [
            Error(
                "DEMO is on with production settings: everybody could sign in as anybody.",
                hint="Leave DEMO out of your settings; the demo has its own: sleutelbos.config.settings.demo.",
                id="sleutelbos.E004",
            )
        ]
    return []


@register(Tags.translation)
def check_catalogues(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A language without its compiled catalogue would silently be English."""
    missing = [
        source.parent.parent.name
        for folder in settings.LOCALE_PATHS
        for source in Path(folder).glob("*/LC_MESSAGES/django.po")
        if not source.with_suffix(".mo").exists()
    ]
    if not missing:
        return []
    return [
        Warning(
            f"These languages are not compiled: {', '.join(sorted(missing))}.",
            hint="Run: python -m sleutelbos compile_catalogues",
            id="sleutelbos.W002",
        )
    ]


@register(Tags.compatibility)
def check_sender(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Invitations without a real sender end in spam."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    if settings.PRODUCTION and (not address or address.endswith("@localhost")):
        return [
            Error(
                "SLEUTELBOS_FROM_EMAIL is not set: messages would come from nobody.",
                hint='For example: SLEUTELBOS_FROM_EMAIL="Sleutelbos <noreply@sleutelbos.example.nl>"',
                id="sleutelbos.E005",
            )
        ]
    return []


@register(Tags.compatibility)
def check_routing(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A routing server that is set must be an address of a kind we know."""
    return [
        Error(
            problem,
            hint="For example: SLEUTELBOS_ROUTING_URL=http://osrm:5000 SLEUTELBOS_ROUTING_KIND=osrm. See docs/operate.",
            id="sleutelbos.E006",
        )
        for problem in routing.problems(settings.ROUTING_KIND, settings.ROUTING_URL, settings.ROUTING_PROFILES)
    ]


@register(Tags.compatibility)
def check_messages(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Push and SMS that are set must be set right: a message nobody gets is worse than none."""
    hint = "See docs/operate/messages.md."
    found: list[CheckMessage] = [Error(problem, hint=hint, id="sleutelbos.E011") for problem in push.problems()]
    found += [Error(problem, hint=hint, id="sleutelbos.E012") for problem in sms.problems()]
    if settings.SMS_PROVIDER == "notify" and not settings.RECEIPT_TOKEN:
        found.append(
            Warning(
                "SLEUTELBOS_RECEIPT_TOKEN is not set: nobody hears that an SMS did not arrive.",
                hint=hint,
                id="sleutelbos.W003",
            )
        )
    return found
