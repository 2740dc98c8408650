"""Addresses of this app."""

from django.urls import URLPattern

app_name = "bridging"
urlpatterns: list[URLPattern] = []
