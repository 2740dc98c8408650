"""Addresses of figures and of the publication: a row per page."""

from django.urls import path

from .views import council, figures, releases

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
]
