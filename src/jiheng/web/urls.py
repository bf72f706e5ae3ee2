"""Every address of the application."""

from django.urls import include, path

from jiheng.web.filings import views

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/", include("jiheng.web.people.urls")),
    path("filings/", include("jiheng.web.filings.urls")),
    path("cycles/", include("jiheng.web.cycles.urls")),
    path("manage/", include("jiheng.web.organisations.urls")),
    path("log/", include("jiheng.web.events.urls")),
    path("", include("jiheng.web.exchange.urls")),
    path("", include("jiheng.web.signing.urls")),
    path("", include("jiheng.web.reviews.urls")),
    path("notices/", include("jiheng.web.notices.urls")),
]
handler403 = "jiheng.web.filings.views.forbidden"
handler404 = "jiheng.web.filings.views.not_found"
handler500 = "jiheng.web.filings.views.broken"
