"""The addresses of filings."""

from django.urls import path

from jiheng.web.filings.views import listing, stepping

app_name = "filings"
urlpatterns = [
    path("", listing.filings, name="list"),
    path("<int:pk>/step/<slug:name>/", stepping.step, name="step"),
]
