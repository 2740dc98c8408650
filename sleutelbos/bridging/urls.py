"""Addresses of questions: the coordinator's desk first, then the pages that need no account."""

from django.urls import path

from .views import desk, requests

app_name = "bridging"
urlpatterns = [
    # the coordinator
    path("bureau/", desk.show_desk, name="show-desk"),
    path("bureau/weergave/bewaren/", desk.save_view, name="save-view"),
    path("bureau/weergave/<int:pk>/weg/", desk.remove_view, name="remove-view"),
    path("bureau/bellen/<int:pk>/klaar/", desk.handle_call, name="handle-call"),
    path("bureau/ongedaan/<int:pk>/", desk.undo_many, name="undo-many"),
    path("vragen/", desk.list_requests, name="list-requests"),
    path("vragen/export.csv", desk.export_requests, name="export-requests"),
    path("vragen/samen/<slug:verb>/", desk.change_many, name="change-many"),
    path("vragen/<int:pk>/", requests.show_request, name="show-request"),
    path("vragen/<int:pk>/niemand/", requests.close_unmet, name="close-unmet"),
    path("vragen/<int:pk>/annuleren/", requests.cancel_request, name="cancel-request"),
    path("vragen/<int:pk>/toch-vragen/", requests.override_triage, name="override-triage"),
    path("vragen/<int:pk>/doorsturen/", requests.redirect_request, name="redirect-request"),
    path("vragen/<int:pk>/heropenen/", requests.reopen_request, name="reopen-request"),
    path("vragen/<int:pk>/niet-deze-persoon/", requests.exclude_person, name="exclude-person"),
    path("aanbiedingen/<int:pk>/terug/", requests.withdraw_offer, name="withdraw-offer"),
    path("aanbiedingen/<int:pk>/andere-tijd/", requests.accept_other_time, name="accept-other-time"),
    path("aanbiedingen/<int:pk>/plannen/", requests.plan_visit, name="plan-visit"),
    path("afspraken/", requests.list_visits, name="list-visits"),
    path("afspraken/<int:pk>/wijzigen/", requests.change_visit, name="change-visit"),
    path("afspraken/<int:pk>/annuleren/", requests.cancel_visit, name="cancel-visit"),
    path("afspraken/<int:pk>/vervangen/", requests.step_in, name="step-in"),
    path("afspraken/<int:pk>/akkoord/", requests.record_agreement, name="record-agreement"),
    path("sleutelpersonen/<int:pk>/belasting/", requests.person_load, name="person-load"),
]
