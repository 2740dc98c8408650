"""Addresses of rules, role cards and guides."""

from django.urls import path

from .views import cards, guides, rules, translators, writing

app_name = "guidance"
urlpatterns = [
    path("regels/", rules.show_rules, name="show-rules"),
    path("regels/<int:pk>/opvolgen/", rules.succeed_rule, name="succeed-rule"),
    path("regels/<int:pk>/beeindigen/", rules.end_rule, name="end-rule"),
    path("rolkaart/", cards.choose_role_card, name="choose-role-card"),
    path("rolkaart/<slug:language>/", cards.show_role_card, name="show-role-card"),
    path("weten/", guides.list_guides, name="list-guides"),
    path("weten/vraag-een-mens/", guides.ask_person, name="ask-person"),
    path("weten/<slug:code>/", guides.show_guide, name="show-guide"),
    path("weten/<slug:code>/<slug:language>/", guides.show_guide, name="show-guide-in"),
    path("themapaginas/", writing.list_texts, name="list-guide-texts"),
    path("themapaginas/vertalers/", translators.list_translators, name="list-translators"),
    path("themapaginas/vertalers/<int:pk>/stoppen/", translators.end_translator, name="end-translator"),
    path("themapaginas/versie/<int:pk>/", writing.show_version, name="show-guide-version"),
    path("themapaginas/<slug:code>/<slug:language>/", writing.write_guide, name="write-guide"),
    path("themapaginas/<slug:code>/<slug:language>/weggooien/", writing.drop_draft, name="drop-guide-draft"),
    path("themapaginas/<slug:code>/<slug:language>/gelezen/", writing.review_guide, name="review-guide"),
]
