"""Addresses of this app."""

from django.urls import URLPattern

app_name = "keypersons"
urlpatterns: list[URLPattern] = []
