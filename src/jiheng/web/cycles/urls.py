"""The addresses of rounds."""

from django.urls import path

from jiheng.web.cycles.views import rounds

app_name = "cycles"
urlpatterns = [
    path("", rounds.rounds, name="list"),
    path("add/", rounds.add, name="add"),
    path("<int:pk>/", rounds.round_, name="cycle"),
    path("<int:pk>/edit/", rounds.edit, name="edit"),
    path("<int:pk>/begin/", rounds.begin, name="begin"),
    path("<int:pk>/close/", rounds.close, name="close"),
    path("<int:pk>/reopen/", rounds.reopen, name="reopen"),
]
