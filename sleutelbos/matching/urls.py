"""Addresses of suggestions."""

from django.urls import path

from . import views

app_name = "matching"
urlpatterns = [
    path("vragen/<int:pk>/voorstellen/", views.show_suggestions, name="show-suggestions"),
    path("vragen/<int:pk>/vragen-aan/", views.ask_people, name="ask-people"),
]
