"""The app of the programming interface."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens and the interface."""

    name = "jiheng.web.api"
    label = "api"
    verbose_name = "接口"
