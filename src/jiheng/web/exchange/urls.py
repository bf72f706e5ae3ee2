"""The addresses of files that come in and go out."""

from django.urls import path

from jiheng.web.exchange.views import evidence

app_name = "exchange"
urlpatterns = [
    path("filings/<int:pk>/evidence/<slug:key>/", evidence.evidence, name="evidence"),
    path("filings/<int:pk>/evidence/<slug:key>/add/", evidence.add, name="add_evidence"),
    path(
        "filings/<int:pk>/evidence/file/<int:evidence>/remove/",
        evidence.remove,
        name="remove_evidence",
    ),
    path("filings/<int:pk>/evidence/file/<int:evidence>/", evidence.get, name="get_evidence"),
]
