"""Addresses of signals: a row per page."""

from django.urls import path

from .views import bottlenecks, lists, telling

app_name = "signals"
urlpatterns = [
    # who notices something
    path("signalen/melden/", telling.choose_theme, name="choose-theme"),
    path("signalen/melden/<slug:code>/", telling.send_signal, name="send-signal"),
    path("signalen/melden/<slug:code>/spreken/", telling.speak_signal, name="speak-signal"),
    path("signalen/mijn/", telling.list_own_signals, name="list-own-signals"),
    path("signalen/mijn/zorgen/", telling.worry, name="worry"),
    path("signalen/stem/<int:pk>/", telling.play_voice, name="play-voice"),
    path("signaal/<str:token>/", telling.choose_theme_after_visit, name="choose-theme-after-visit"),
    path("signaal/<str:token>/dank/", telling.signal_told, name="signal-told"),
    path("signaal/<str:token>/<slug:code>/", telling.send_signal_after_visit, name="send-signal-after-visit"),
    # who sees to it
    path("signalen/", bottlenecks.list_bottlenecks, name="list-bottlenecks"),
    path("signalen/<int:pk>/", bottlenecks.show_bottleneck, name="show-bottleneck"),
    path("signalen/<int:pk>/bezig/", bottlenecks.take, name="take"),
    path("signalen/<int:pk>/terug/", bottlenecks.put_back, name="put-back"),
    path("signalen/<int:pk>/beschrijven/", bottlenecks.change_bottleneck, name="change-bottleneck"),
    path("signalen/<int:pk>/wie/", bottlenecks.assign, name="assign"),
    path("signalen/<int:pk>/antwoord/", bottlenecks.answer, name="answer"),
    path("signalen/<int:pk>/samen/", bottlenecks.merge, name="merge"),
    path("signalen/<int:pk>/apart/", bottlenecks.split, name="split"),
    path("signalen/<int:pk>/herinneren/", bottlenecks.remind, name="remind"),
    path("signalen/<int:pk>/heropenen/", bottlenecks.reopen, name="reopen"),
    path("signalen/antwoord/<int:pk>/taal/", bottlenecks.translate_answer, name="translate-answer"),
    path("signalen/melding/<int:pk>/gezien/", bottlenecks.see_alert, name="see-alert"),
    path("signalen/wie-doet-wat/", lists.show_lists, name="show-lists"),
    path("signalen/wie-doet-wat/erbij/", lists.add_owner_rule, name="add-owner-rule"),
    path("signalen/wie-doet-wat/<int:pk>/stoppen/", lists.end_owner_rule, name="end-owner-rule"),
    path("signalen/thema/erbij/", lists.make_theme, name="make-theme"),
    path("signalen/thema/<int:pk>/", lists.change_theme, name="change-theme"),
]
