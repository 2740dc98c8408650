"""Addresses of figures and of the publication: a row per page."""

from django.urls import path

from .views import releases

app_name = "insights"
urlpatterns = [
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
