"""The addresses of filings."""

from django.urls import path

from jiheng.web.filings.views import editing, listing, past, printing, stepping

app_name = "filings"
urlpatterns = [
    path("", listing.filings, name="list"),
    path("start/<int:cycle>/<int:project>/", listing.start, name="start"),
    path("<int:pk>/", editing.edit, name="edit"),
    path("<int:pk>/history/", past.history, name="history"),
    path("<int:pk>/versions/", past.versions, name="versions"),
    path("<int:pk>/save/", editing.save, name="save"),
    path("<int:pk>/print/<slug:kind>/", printing.form, name="print"),
    path("<int:pk>/step/<slug:name>/", stepping.step, name="step"),
]
