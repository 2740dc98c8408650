"""Addresses of signals: a row per page."""

from django.urls import path

from .views import absences, bottlenecks, calls, contacts, lists, talks, telling

app_name = "signals"
urlpatterns = [
    # who notices something
    path("signalen/melden/", telling.choose_theme, name="choose-theme"),
    path("signalen/melden/<slug:code>/", telling.send_signal, name="send-signal"),
    path("signalen/melden/<slug:code>/spreken/", telling.speak_signal, name="speak-signal"),
    path("signalen/mijn/", telling.list_own_signals, name="list-own-signals"),
    path("signalen/mijn/antwoorden/", telling.show_answers, name="show-answers"),
    path("signalen/mijn/antwoorden/openen/", telling.open_answers, name="open-answers"),
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
    path("signalen/verteld/<int:pk>/nederlands/", bottlenecks.render_signal, name="render-signal"),
    path("signalen/antwoord/<int:pk>/taal/", bottlenecks.translate_answer, name="translate-answer"),
    path("signalen/melding/<int:pk>/gezien/", bottlenecks.see_alert, name="see-alert"),
    path("signalen/wie-doet-wat/", lists.show_lists, name="show-lists"),
    path("signalen/wie-doet-wat/erbij/", lists.add_owner_rule, name="add-owner-rule"),
    path("signalen/wie-doet-wat/<int:pk>/stoppen/", lists.end_owner_rule, name="end-owner-rule"),
    path("signalen/thema/erbij/", lists.make_theme, name="make-theme"),
    path("signalen/thema/<int:pk>/", lists.change_theme, name="change-theme"),
    # who to call for what
    path("contacten/", contacts.list_contacts, name="list-contacts"),
    path("contacten/<int:pk>/", contacts.change_contact, name="change-contact"),
    path("contacten/<int:pk>/<slug:step>/", contacts.step_contact, name="step-contact"),
    path("contact/<str:token>/", contacts.confirm_contact, name="confirm-contact"),
    path("wie-bel-ik/", contacts.choose_subject, name="choose-subject"),
    path("wie-bel-ik/<slug:subject>/", contacts.list_own_contacts, name="list-own-contacts"),
    # talks with organisations
    path("gesprekken/", talks.list_talks, name="list-talks"),
    path("gesprekken/<int:pk>/", talks.show_talk, name="show-talk"),
    path("gesprekken/<int:pk>/wijzigen/", talks.change_talk, name="change-talk"),
    path("gesprekken/<int:pk>/punt/", talks.add_point, name="add-point"),
    path("gesprekken/<int:pk>/punt/<int:point>/weg/", talks.remove_point, name="remove-point"),
    path("gesprekken/<int:pk>/afspreken/", talks.agree, name="agree"),
    path("gesprekken/<int:pk>/afsluiten/", talks.hold_talk, name="hold-talk"),
    path("gesprekken/<int:pk>/gaat-niet-door/", talks.cancel_talk, name="cancel-talk"),
    path("gesprekken/afspraak/<int:pk>/", talks.settle_agreement, name="settle-agreement"),
    path("gesprekken/met/<int:pk>/", talks.show_organisation, name="show-organisation"),
    path("gesprekken/met/<int:pk>/gesprek/", talks.plan_talk, name="plan-talk"),
    path("gesprekken/met/<int:pk>/contact/", contacts.add_contact, name="add-contact"),
    path("gesprekken/met/<int:pk>/wie-bellen/", contacts.contacts_beside, name="contacts-beside"),
    path("gesprekken/met/<int:pk>/niet-gekomen/", talks.make_absence_rule, name="make-absence-rule"),
    path("gesprekken/niet-gekomen/<int:pk>/stoppen/", talks.end_absence_rule, name="end-absence-rule"),
    # somebody could not come
    path("niet-gekomen/", absences.tell_absence, name="tell-absence"),
    path("niet-gekomen/vertellen/", absences.send_absence, name="send-absence"),
    path("niet-gekomen/<int:pk>/vergissing/", absences.withdraw_absence, name="withdraw-absence"),
    path("even-bellen/", absences.list_absences, name="list-absences"),
    path("even-bellen/<int:pk>/", absences.show_absence, name="show-absence"),
    path("bellen/", calls.list_own_calls, name="list-own-calls"),
    path("bellen/wachten/", calls.show_calls, name="show-calls"),
    path("bellen/<int:pk>/", calls.settle_own_call, name="settle-own-call"),
    path("n/<str:code>/niet-gekomen/", calls.choose_who_hears, name="choose-who-hears"),
]
