"""The room of files."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Uploads through their gates, imports, approved targets, exports."""

    name = "jiheng.web.exchange"
    verbose_name = "文件交换"
