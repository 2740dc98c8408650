"""Addresses of this app."""

from django.urls import URLPattern

app_name = "exchange"
urlpatterns: list[URLPattern] = []
