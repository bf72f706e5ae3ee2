"""The addresses of notices."""

from django.urls import path

from jiheng.web.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notices, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("<int:pk>/", views.read, name="read"),
]
