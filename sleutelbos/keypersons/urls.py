"""Addresses of this app: the coordinator's pages, the own profile, who is who."""

from django.urls import path

from . import views

app_name = "keypersons"

# The same subject twice: with a number for the coordinator, without one for the person.
_SUBJECTS = [
    ("persoon", "person", views.change_person),
    ("talen", "languages", views.change_languages),
    ("week", "week", views.change_week),
    ("uren", "hours", views.change_hours),
    ("andere-dagen", "exceptions", views.change_exceptions),
    ("reizen", "travel", views.change_travel),
    ("hoe-vaak", "caps", views.change_caps),
    ("onderwerpen", "topics", views.change_topics),
    ("niet", "wishes", views.change_wishes),
    ("niet-voor", "conflicts", views.change_conflicts),
]

urlpatterns = [
    path("sleutelpersonen/", views.list_key_persons, name="list-key-persons"),
    path("sleutelpersonen/nieuw/", views.add_key_person, name="add-key-person"),
    path("sleutelpersonen/<int:pk>/", views.show_key_person, name="show-key-person"),
    path("sleutelpersonen/<int:pk>/status/", views.move_state, name="move-state"),
    path("sleutelpersonen/<int:pk>/uitnodigen/", views.invite, name="invite"),
    path("sleutelpersonen/<int:pk>/niet-tonen/", views.stop_showing, name="stop-showing"),
    *(path(f"sleutelpersonen/<int:pk>/{word}/", view, name=f"change-{name}") for word, name, view in _SUBJECTS),
    path("sleutelpersonen/<int:pk>/uren/<int:weekday>/", views.change_day_hours, name="change-day-hours"),
    path(
        "sleutelpersonen/<int:pk>/andere-dagen/<int:exception_pk>/weg/",
        views.remove_exception,
        name="remove-exception",
    ),
    path("sleutelpersonen/<int:pk>/niet-voor/<int:conflict_pk>/weg/", views.end_conflict, name="end-conflict"),
    path("sleutelpersonen/<int:pk>/inzet/nieuw/", views.add_engagement, name="add-engagement"),
    path("sleutelpersonen/<int:pk>/inzet/<int:engagement_pk>/", views.end_engagement, name="end-engagement"),
    path("sleutelpersonen/<int:pk>/checklist/nieuw/", views.add_readiness, name="add-readiness"),
    path("sleutelpersonen/<int:pk>/checklist/<int:item_pk>/weg/", views.remove_readiness, name="remove-readiness"),
    path("mijn-profiel/", views.show_own_profile, name="show-own-profile"),
    *(path(f"mijn-profiel/{word}/", view, name=f"change-own-{name}") for word, name, view in _SUBJECTS),
    path("mijn-profiel/uren/<int:weekday>/", views.change_day_hours, name="change-own-day-hours"),
    path("mijn-profiel/andere-dagen/<int:exception_pk>/weg/", views.remove_exception, name="remove-own-exception"),
    path("mijn-profiel/niet-voor/<int:conflict_pk>/weg/", views.end_conflict, name="end-own-conflict"),
    path("mijn-profiel/deze-week-niet/", views.not_this_week, name="not-this-week"),
    path("mijn-profiel/minder-tijd/", views.less_time, name="less-time"),
    path("mijn-profiel/alleen/", views.only_for_now, name="only-for-now"),
    path("mijn-profiel/alleen/weg/", views.end_only_for_now, name="end-only-for-now"),
    path("mijn-profiel/rust/", views.pause, name="pause"),
    path("mijn-profiel/terug/", views.come_back, name="come-back"),
    path("mijn-profiel/openbaar/", views.change_public_profile, name="change-own-public-profile"),
    path("mijn-profiel/berichten/", views.show_reach, name="show-reach"),
    path("mijn-profiel/berichten/over/<slug:about>/", views.choose_channels, name="choose-channels"),
    path("mijn-profiel/berichten/nacht/", views.change_quiet_hours, name="change-quiet-hours"),
    path("mijn-profiel/berichten/hoe-snel/", views.change_rhythm, name="change-rhythm"),
    path("mijn-profiel/berichten/nummer/", views.change_number, name="change-number"),
    path("mijn-profiel/berichten/nummer/code/", views.confirm_number, name="confirm-number"),
    path("mijn-profiel/berichten/nummer/weg/", views.forget_number, name="forget-number"),
    path("mijn-profiel/berichten/telefoon/", views.show_browsers, name="show-browsers"),
    path("mijn-profiel/berichten/telefoon/aan/", views.start_push, name="start-push"),
    path("mijn-profiel/berichten/telefoon/uit/", views.stop_push, name="stop-push"),
    path("mijn-profiel/berichten/proef/", views.send_test, name="send-test"),
    path("sleutelpersonen/<int:pk>/berichten/", views.list_messages, name="list-messages"),
    path("berichten/niet-aangekomen/", views.list_undelivered, name="list-undelivered"),
    path("wie-is-wie/", views.list_public_profiles, name="list-public-profiles"),
]
