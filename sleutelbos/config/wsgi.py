"""Entry for a WSGI server: every page works on one; rooms of the Group keep themselves up to date on asgi.py only."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sleutelbos.config.settings.production")
# Also when a command started this server: a request sees the region of whoever asks, and no other.
os.environ["SLEUTELBOS_DATABASE_SCOPE"] = ""
application = get_wsgi_application()


def settle() -> None:
    """Load what every page needs, and spare it from garbage collection.

    Without this about one page in twelve waited some 150 ms for a full collection of what start-up made and what
    never goes away (benchmarks/README.md). What requests leave behind is still collected, in larger portions.
    """
    from django.conf import settings
    from django.urls import get_resolver
    from django.utils import translation

    # Solvers that the board of a week needs to look at a plan: most of a second, once.
    import_module("sleutelbos.matching.engine.plan")
    _ = get_resolver().url_patterns
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Yes")
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 40)


settle()
