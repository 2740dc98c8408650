"""Addresses of import and export, and of the calendars that programs read."""

from django.urls import path

from . import views

app_name = "exchange"
urlpatterns = [
    path("sleutelpersonen/export.xlsx", views.export_key_persons, name="export-key-persons"),
    path("importeren/", views.list_imports, name="list-imports"),
    path("importeren/nieuw/", views.upload_file, name="upload-file"),
    path("importeren/<int:pk>/", views.show_import, name="show-import"),
    path("importeren/<int:pk>/voortgang/", views.show_progress, name="show-progress"),
    path("importeren/<int:pk>/verder/", views.resume_import, name="resume-import"),
    path("importeren/<int:pk>/weg/", views.discard_import, name="discard-import"),
    path("importeren/<int:pk>/kolommen/", views.choose_columns, name="choose-columns"),
    path("importeren/<int:pk>/vragen/", views.answer_questions, name="answer-questions"),
    path("importeren/<int:pk>/rijen/", views.list_rows, name="list-rows"),
    path("importeren/<int:pk>/rijen/<int:sheet>/<int:number>/", views.change_row, name="change-row"),
    path("importeren/<int:pk>/proef/", views.try_import, name="try-import"),
    path("importeren/<int:pk>/uitvoeren/", views.run_import, name="run-import"),
    path("importeren/<int:pk>/terugdraaien/", views.undo_import, name="undo-import"),
    path("importeren/<int:pk>/verslag.xlsx", views.export_report, name="export-report"),
    path("mijn-profiel/agenda/", views.list_feeds, name="list-feeds"),
    path("mijn-profiel/agenda/nieuw/", views.make_feed, name="make-feed"),
    path("mijn-profiel/agenda/<int:pk>/weg/", views.end_feed, name="end-feed"),
    path("mijn-profiel/agenda/telefoon-kwijt/", views.end_own_feeds, name="end-own-feeds"),
    path("sleutelpersonen/<int:pk>/agenda-weg/", views.end_feeds_of, name="end-feeds-of"),
    path("agenda/<slug:token>.ics", views.read_feed, name="read-feed"),
]
