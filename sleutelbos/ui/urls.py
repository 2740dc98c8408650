"""Addresses of this app."""

from django.urls import path

from . import views

app_name = "ui"
urlpatterns = [path("onderdelen/", views.show_styleguide, name="show-styleguide")]
