"""The app of signatures."""

from django.apps import AppConfig


class SigningConfig(AppConfig):
    """Signatures and their verification."""

    name = "jiheng.web.signing"
    label = "signing"
    verbose_name = "签批"
