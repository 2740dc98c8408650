"""Addresses of this app."""

from django.urls import URLPattern, path

from .views import demo, roles

app_name = "accounts"

urlpatterns: list[URLPattern] = [
    path("rol/", roles.choose_role, name="choose-role"),
    path("demo/", demo.demo_sign_in, name="demo-sign-in"),
]
