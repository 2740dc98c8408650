"""Addresses of rules and role cards."""

from django.urls import path

from . import views

app_name = "guidance"
urlpatterns = [
    path("regels/", views.show_rules, name="show-rules"),
    path("regels/<int:pk>/opvolgen/", views.succeed_rule, name="succeed-rule"),
    path("regels/<int:pk>/beeindigen/", views.end_rule, name="end-rule"),
    path("rolkaart/", views.choose_role_card, name="choose-role-card"),
    path("rolkaart/<slug:language>/", views.show_role_card, name="show-role-card"),
]
