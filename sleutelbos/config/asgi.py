"""Entry for an ASGI server."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sleutelbos.config.settings.production")
# Also when a command started this server: a request sees the region of whoever asks, and no other.
os.environ["SLEUTELBOS_DATABASE_SCOPE"] = ""
application = get_asgi_application()
