"""Addresses of this app."""

from django.urls import URLPattern

app_name = "newcomers"
urlpatterns: list[URLPattern] = []
