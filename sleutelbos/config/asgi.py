"""Entry for the production server (uvicorn sleutelbos.config.asgi:application); see gateway.py."""

# Sets the settings and the database's scope, and loads what every page needs.
from sleutelbos.config.wsgi import application as pages

from .gateway import Gateway

application = Gateway(pages)
