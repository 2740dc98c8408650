"""Addresses of suggestions and week plans."""

from django.urls import path

from . import views

app_name = "matching"
urlpatterns = [
    path("vragen/<int:pk>/voorstellen/", views.show_suggestions, name="show-suggestions"),
    path("vragen/<int:pk>/vragen-aan/", views.ask_people, name="ask-people"),
    path("vragen/<int:pk>/vergelijken/", views.compare_people, name="compare-people"),
    path("vragen/<int:pk>/voorstellen/<int:suggestion>/", views.show_kept, name="show-kept"),
    path("planning/", views.show_week, name="show-week"),
    path("planning/maken/", views.start_plan, name="start-plan"),
    path("planning/<int:pk>/voortgang/", views.show_plan_progress, name="show-plan-progress"),
    path("planning/<int:pk>/stoppen/", views.stop_plan, name="stop-plan"),
    path("planning/<int:pk>/vraag/<int:question>/", views.change_line, name="change-line"),
    path("planning/<int:pk>/regel/", views.mark_line, name="mark-line"),
    path("planning/<int:pk>/verplaatsen/", views.drop_line, name="drop-line"),
    path("planning/<int:pk>/versturen/", views.publish_plan, name="publish-plan"),
    path("planning/<int:pk>/weg/", views.discard_plan, name="discard-plan"),
    path("planning/uitval/", views.choose_who_is_out, name="choose-who-is-out"),
    path("planning/uitval/<int:pk>/", views.show_repair, name="show-repair"),
    path("planning/uitval/<int:pk>/ruimer-zoeken/", views.look_wider, name="look-wider"),
    path("planning/uitval/<int:pk>/ruimer/", views.show_wider, name="show-wider"),
    path("dekking/", views.show_coverage, name="show-coverage"),
    path("dekking/wie-zoeken/", views.show_wanted, name="show-wanted"),
    path("algoritme/", views.show_register, name="show-register"),
]
