"""The app of cycles."""

from django.apps import AppConfig


class CyclesConfig(AppConfig):
    """Rounds, projects, approved targets."""

    name = "jiheng.web.cycles"
    label = "cycles"
    verbose_name = "年度工作"
