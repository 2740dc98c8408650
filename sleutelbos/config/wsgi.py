"""Entry for a WSGI server (gunicorn sleutelbos.config.wsgi)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sleutelbos.config.settings.production")
application = get_wsgi_application()
