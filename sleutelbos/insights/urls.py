"""Addresses of figures and of the publication: a row per page."""

from django.urls import path

from .views import council, editions, external, external_figures, figures, interviews, links, publication, releases

app_name = "insights"
urlpatterns = [
    # Figures.
    path("cijfers/", figures.show_figures, name="show-figures"),
    path("cijfers/uitleg/", figures.show_definitions, name="show-definitions"),
    path("cijfers/inzet/", figures.show_load, name="show-load"),
    # The page for the council.
    path("cijfers/raad/", council.list_council_pages, name="list-council-pages"),
    path("cijfers/raad/<int:municipality>/<int:year>/", council.show_council_draft, name="show-council-draft"),
    path(
        "cijfers/raad/<int:municipality>/<int:year>/woorden/", council.write_council_words, name="write-council-words"
    ),
    path(
        "cijfers/raad/<int:municipality>/<int:year>/publiceren/",
        council.publish_council_page,
        name="publish-council-page",
    ),
    path(
        "cijfers/raad/<int:municipality>/<int:year>/tellen/",
        council.count_council_figures,
        name="count-council-figures",
    ),
    path(
        "cijfers/raad/<int:municipality>/<int:year>/voortgang/",
        council.show_council_progress,
        name="show-council-progress",
    ),
    path("cijfers/raad/<int:pk>/terug/", council.withdraw_council_page, name="withdraw-council-page"),
    path("raad/", council.list_public_council_pages, name="list-public-council-pages"),
    path("raad/<str:code>/", council.show_council_page, name="show-council-page"),
    # Open figures.
    path("cijfers/open/", releases.list_own_releases, name="list-own-releases"),
    path("cijfers/open/maken/", releases.prepare_release, name="prepare-release"),
    path("cijfers/open/<int:pk>/", releases.show_draft_release, name="show-draft-release"),
    path("cijfers/open/<int:pk>/publiceren/", releases.publish_release, name="publish-release"),
    path("cijfers/open/<int:pk>/weg/", releases.discard_release, name="discard-release"),
    path("open-cijfers/", releases.list_releases, name="list-releases"),
    path("open-cijfers/<slug:slug>/<str:period>/<int:edition>/", releases.show_release, name="show-release"),
    path(
        "open-cijfers/<slug:slug>/<str:period>/<int:edition>/datapackage.json",
        releases.download_release_package,
        name="download-release-package",
    ),
    path(
        "open-cijfers/<slug:slug>/<str:period>/<int:edition>/cijfers.json",
        releases.download_release_json,
        name="download-release-json",
    ),
    path(
        "open-cijfers/<slug:slug>/<str:period>/<int:edition>/<slug:code>.csv",
        releases.download_release_csv,
        name="download-release-csv",
    ),
    path("hoeveel-sleutelpersonen/", releases.show_key_person_counts, name="show-key-person-counts"),
    # Figures of others.
    path("cijfers/landelijk/", external.list_sources, name="list-sources"),
    path("cijfers/landelijk/<slug:code>/", external.show_source, name="show-source"),
    path("cijfers/landelijk/<slug:code>/<int:number>/", external.show_source, name="show-source-edition"),
    path("cijfers/landelijk/<slug:code>/<int:number>/cijfers.csv", external.download_source, name="download-source"),
    # The publication.
    path("uitgaven/", editions.list_editions, name="list-editions"),
    path("uitgaven/nieuw/", editions.create_edition, name="create-edition"),
    path("uitgaven/<int:pk>/", editions.show_edition, name="show-edition"),
    path("uitgaven/<int:pk>/voorkant/", editions.change_edition, name="change-edition"),
    path("uitgaven/<int:pk>/hoofdstuk/", editions.add_chapter, name="add-chapter"),
    path("uitgaven/<int:pk>/hoofdstuk/<int:number>/", editions.change_chapter, name="change-chapter"),
    path("uitgaven/<int:pk>/hoofdstuk/<int:number>/plaats/", editions.move_chapter, name="move-chapter"),
    path("uitgaven/<int:pk>/hoofdstuk/<int:number>/weg/", editions.remove_chapter, name="remove-chapter"),
    path("uitgaven/<int:pk>/hoofdstuk/<int:number>/cijfer/", editions.add_figure, name="add-figure"),
    path(
        "uitgaven/<int:pk>/hoofdstuk/<int:number>/eigen-cijfer/<slug:name>/",
        editions.add_own_figure,
        name="add-own-figure",
    ),
    path(
        "uitgaven/<int:pk>/hoofdstuk/<int:number>/landelijk/",
        external_figures.choose_external_figure,
        name="choose-external-figure",
    ),
    path(
        "uitgaven/<int:pk>/hoofdstuk/<int:number>/landelijk/<int:source>/<str:measure>/",
        external_figures.add_external_figure,
        name="add-external-figure",
    ),
    path(
        "uitgaven/<int:pk>/hoofdstuk/<int:number>/cijfer/<int:figure>/nieuw/",
        external_figures.renew_external_figure,
        name="renew-external-figure",
    ),
    path("uitgaven/<int:pk>/hoofdstuk/<int:number>/cijfer/<int:figure>/", editions.change_figure, name="change-figure"),
    path(
        "uitgaven/<int:pk>/hoofdstuk/<int:number>/cijfer/<int:figure>/weg/",
        editions.remove_figure,
        name="remove-figure",
    ),
    path("uitgaven/<int:pk>/lezen/", editions.add_reading, name="add-reading"),
    path("uitgaven/<int:pk>/lezen/nakijken/", links.check_links, name="check-links"),
    path("uitgaven/<int:pk>/lezen/<int:reading>/", editions.note_link, name="note-link"),
    path("uitgaven/<int:pk>/lezen/<int:reading>/nieuw-adres/", links.take_new_address, name="take-new-address"),
    path("uitgaven/<int:pk>/proef/", editions.preview_edition, name="preview-edition"),
    path("uitgaven/<int:pk>/proef.pdf", editions.preview_paper, name="preview-paper"),
    path("uitgaven/<int:pk>/stand/", editions.move_edition, name="move-edition"),
    path("uitgaven/<int:pk>/publiceren/", editions.publish_edition, name="publish-edition"),
    path("uitgaven/<int:pk>/opnieuw/", editions.correct_edition, name="correct-edition"),
    path("uitgaven/<int:pk>/taal/", editions.translate_edition, name="translate-edition"),
    path("uitgaven/<int:pk>/uitspraak/<int:number>/", editions.translate_quote, name="translate-quote"),
    path("uitgaven/<int:pk>/gesprek/", interviews.add_interview, name="add-interview"),
    path("uitgaven/gesprekken/<int:pk>/", interviews.show_interview, name="show-interview"),
    path("uitgaven/gesprekken/<int:pk>/vragen/", interviews.ask_for_yes, name="ask-for-yes"),
    path("uitgaven/gesprekken/<int:pk>/uitspraak/<int:number>/", interviews.change_quote, name="change-quote"),
    path("uitgaven/gesprekken/<int:pk>/uitspraak/<int:number>/weg/", interviews.remove_quote, name="remove-quote"),
    path("mijn-woorden/<str:token>/", interviews.show_own_quotes, name="show-own-quotes"),
    path("mijn-woorden/<str:token>/gebruik/", interviews.choose_use, name="choose-use"),
    path("mijn-woorden/<str:token>/alles-terug/", interviews.take_all_back, name="take-all-back"),
    path("mijn-woorden/<str:token>/<int:number>/", interviews.decide_quote, name="decide-quote"),
    path("de-staat-van/", publication.list_published_editions, name="list-published-editions"),
    path("de-staat-van/<str:code>/", publication.show_published_edition, name="show-published-edition"),
    path("de-staat-van/<str:code>/uitgave.pdf", publication.download_edition_paper, name="download-edition-paper"),
    path("de-staat-van/<str:code>/cijfers.zip", publication.download_edition_data, name="download-edition-data"),
]
