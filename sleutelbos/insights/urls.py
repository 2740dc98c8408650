"""Addresses of figures and of the publication: a row per page."""

from django.urls import URLPattern

app_name = "insights"
urlpatterns: list[URLPattern] = []
