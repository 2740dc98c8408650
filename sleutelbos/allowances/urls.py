"""Addresses of this app: the month, the lines, decisions, own hours, amounts of law."""

from django.urls import path

from . import views

app_name = "allowances"
urlpatterns = [
    path("uren/", views.show_month, name="show-month"),
    path("uren/regels/", views.show_bookings, name="show-bookings"),
    path("uren/bestand/", views.export_month, name="export-month"),
    path("uren/<int:pk>/boeken/", views.release_booking, name="release-booking"),
    path("uren/<int:pk>/terugdraaien/", views.reverse_booking, name="reverse-booking"),
    path("uren/<int:pk>/terugzetten/", views.restore_booking, name="restore-booking"),
    path("sleutelpersonen/<int:pk>/ruimte/", views.show_room, name="show-room"),
    path("mijn-uren/", views.show_own_hours, name="show-own-hours"),
    path("regels/bedragen/", views.show_law, name="show-law"),
    path("regels/bedragen/<int:pk>/volgende/", views.add_law_row, name="add-law-row"),
]
