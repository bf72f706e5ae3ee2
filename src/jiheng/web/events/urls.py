"""The addresses of the log."""

from django.urls import path

from jiheng.web.events import views

app_name = "events"
urlpatterns = [
    path("", views.log, name="log"),
    path("whole/", views.whole, name="whole"),
]
