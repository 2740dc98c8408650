"""Every address of the product."""

from django.urls import include, path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.alive, name="healthz"),
    path("readyz", views.ready, name="readyz"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("toegankelijkheid/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("taal/", include("django.conf.urls.i18n")),
    path("", include("sleutelbos.accounts.urls.sign_in")),
    path("", include("sleutelbos.ui.urls")),
    path("", include("sleutelbos.notices.urls")),
    path("", include("sleutelbos.accounts.urls")),
    path("", include("sleutelbos.guidance.urls")),
    path("", include("sleutelbos.keypersons.urls")),
    path("", include("sleutelbos.community.urls")),
    path("", include("sleutelbos.allowances.urls")),
    path("", include("sleutelbos.newcomers.urls")),
    path("", include("sleutelbos.bridging.urls")),
    path("", include("sleutelbos.pocket.urls")),
    path("", include("sleutelbos.letters.urls")),
    path("", include("sleutelbos.signals.urls")),
    path("", include("sleutelbos.matching.urls")),
    path("", include("sleutelbos.exchange.urls")),
    path("", include("sleutelbos.insights.urls")),
]
