"""Addresses of the newcomer's own page; what concerns questions and appointments stands in bridging."""

from django.urls import path

from . import views

app_name = "newcomers"
urlpatterns = [
    path("n/", views.type_code, name="type-code"),
    path("n/gewist/<str:language>/", views.show_erased, name="show-erased"),
    path("n/kaart/<str:token>/", views.print_card, name="print-card"),
    path("n/kaart/<str:token>/qr.svg", views.show_qr, name="show-qr"),
    path("n/kaart/<str:token>/kaart.pdf", views.download_card, name="download-card"),
    path("n/<str:code>/kaart.pdf", views.show_own_card, name="show-own-card"),
    path("n/<str:code>/", views.show, name="show"),
    path("n/<str:code>/taal/", views.choose_language, name="choose-language"),
]
