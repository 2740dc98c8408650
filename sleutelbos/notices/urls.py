"""Addresses that machines of others call."""

from django.urls import path

from . import views

app_name = "notices"
urlpatterns = [path("berichten/ontvangst/", views.receive_receipt, name="receive-receipt")]
