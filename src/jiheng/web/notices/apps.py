"""The app of notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices to people."""

    name = "jiheng.web.notices"
    label = "notices"
    verbose_name = "通知"
