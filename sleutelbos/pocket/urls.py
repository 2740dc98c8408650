"""Addresses of the installed app."""

from django.urls import path

from . import views

app_name = "pocket"
urlpatterns = [
    path("sw.js", views.worker, name="worker"),
    path("app/", views.start, name="start"),
    path("app/<slug:slug>/<slug:language>.webmanifest", views.manifest, name="manifest"),
    path("app/telefoon/", views.touch, name="touch"),
    path("mijn-telefoons/", views.list_phones, name="list-phones"),
    path("mijn-telefoons/<uuid:number>/kwijt/", views.lose_own_phone, name="lose-own-phone"),
    path("sleutelpersonen/<int:pk>/telefoon-kwijt/", views.lose_phone_of, name="lose-phone-of"),
]
