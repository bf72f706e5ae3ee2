"""Every address of the application."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from jiheng.web.api.interface import api
from jiheng.web.api.views import mine, revoke
from jiheng.web.filings import views

interface = api.urls
for pattern in interface[0]:
    if pattern.name not in {"openapi-json", "api-root"}:
        login_not_required(pattern.callback)  # it asks by itself, and answers 401
urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/", include("jiheng.web.people.urls")),
    path("filings/", include("jiheng.web.filings.urls")),
    path("cycles/", include("jiheng.web.cycles.urls")),
    path("manage/", include("jiheng.web.organisations.urls")),
    path("tokens/", mine, name="api_tokens"),
    path("tokens/<int:pk>/revoke/", revoke, name="api_token_revoke"),
    path("api/v1/", interface),
    path("log/", include("jiheng.web.events.urls")),
    path("", include("jiheng.web.exchange.urls")),
    path("", include("jiheng.web.signing.urls")),
    path("", include("jiheng.web.reviews.urls")),
    path("notices/", include("jiheng.web.notices.urls")),
]
handler403 = "jiheng.web.filings.views.forbidden"
handler404 = "jiheng.web.filings.views.not_found"
handler500 = "jiheng.web.filings.views.broken"
