"""The addresses of administration: places, people, projects."""

from django.urls import path

from jiheng.web.cycles.views import projects
from jiheng.web.organisations.views import people, tree

app_name = "manage"
urlpatterns = [
    path("", tree.tree, name="places"),
    path("places/<int:pk>/", tree.place, name="place"),
    path("places/<int:pk>/add/", tree.add, name="place_add"),
    path("places/<int:pk>/rename/", tree.rename, name="place_rename"),
    path("places/<int:pk>/active/", tree.active, name="place_active"),
    path("people/", people.people, name="people"),
    path("people/add/", people.add, name="person_add"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/password/", people.password, name="person_password"),
    path("people/<int:pk>/factor/", people.factor, name="person_factor"),
    path("people/<int:pk>/active/", people.active, name="person_active"),
    path("people/<int:pk>/roles/", people.give, name="person_give"),
    path("people/<int:pk>/roles/<int:membership>/take/", people.take, name="person_take"),
    path("projects/", projects.projects, name="projects"),
    path("projects/add/", projects.add, name="project_add"),
    path("projects/<int:pk>/", projects.edit, name="project_edit"),
    path("projects/<int:pk>/active/", projects.active, name="project_active"),
]
