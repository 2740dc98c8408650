"""Addresses of the Group."""

from django.urls import path

from . import views

app_name = "community"

urlpatterns = [
    path("groep/", views.list_rooms, name="list-rooms"),
    path("groep/nieuws/", views.show_news, name="show-news"),
    path("groep/nieuw/", views.add_room, name="add-room"),
    path("groep/meldingen/", views.list_reports, name="list-reports"),
    path("groep/<int:pk>/", views.show_room, name="show-room"),
    path("groep/<int:pk>/stroom/", views.stream_room, name="stream-room"),
    path("groep/<int:pk>/gezien/", views.mark_seen, name="mark-seen"),
    path("groep/<int:pk>/vragen/", views.ask_colleagues, name="ask-colleagues"),
    path("groep/<int:pk>/inspreken/", views.speak, name="speak"),
    path("groep/<int:pk>/mededeling/", views.announce, name="announce"),
    path("groep/<int:pk>/over/", views.show_about, name="show-about"),
    path("groep/<int:pk>/stil/", views.mute_room, name="mute-room"),
    path("groep/<int:pk>/verlaten/", views.leave_room, name="leave-room"),
    path("groep/<int:pk>/terug/", views.join_room, name="join-room"),
    path("groep/<int:pk>/wijzigen/", views.change_room, name="change-room"),
    path("groep/<int:pk>/sluiten/", views.close_room, name="close-room"),
    path("groep/<int:pk>/openen/", views.reopen_room, name="reopen-room"),
    path("groep/bericht/<int:pk>/", views.show_message, name="show-message"),
    path("groep/bericht/<int:pk>/spraak/", views.play_voice, name="play-voice"),
    path("groep/bericht/<int:pk>/wijzigen/", views.change_message, name="change-message"),
    path("groep/bericht/<int:pk>/weghalen/", views.withdraw_message, name="withdraw-message"),
    path("groep/bericht/<int:pk>/melden/", views.report_message, name="report-message"),
    path("groep/bericht/<int:pk>/beoordelen/", views.handle_report, name="handle-report"),
    path("groep/bericht/<int:pk>/bedankt/", views.thank_for_answer, name="thank-for-answer"),
    path("groep/bericht/<int:pk>/klaar/", views.close_question, name="close-question"),
    path("groep/bericht/<int:pk>/weer-vragen/", views.reopen_question, name="reopen-question"),
    path("groep/bericht/<int:pk>/gelezen/", views.read_announcement, name="read-announcement"),
    path("groep/bericht/<int:pk>/wie-las/", views.show_readers, name="show-readers"),
]
