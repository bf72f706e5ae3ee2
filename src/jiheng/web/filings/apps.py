"""The app of filings."""

from django.apps import AppConfig


class FilingsConfig(AppConfig):
    """Self-evaluation forms and their way."""

    name = "jiheng.web.filings"
    label = "filings"
    verbose_name = "自评表"
