"""The app of organisations."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Places and memberships."""

    name = "jiheng.web.organisations"
    label = "organisations"
    verbose_name = "机构"
