"""The app of events."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The log of every change."""

    name = "jiheng.web.events"
    label = "events"
    verbose_name = "操作日志"
