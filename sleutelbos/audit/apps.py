"""Django's handle on this app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "sleutelbos.audit"
    label = "audit"
