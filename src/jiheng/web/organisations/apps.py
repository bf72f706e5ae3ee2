"""The app of organisations."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Places and memberships."""

    name = "jiheng.web.organisations"
    label = "organisations"
    verbose_name = "机构"

    def ready(self) -> None:
        """Listen for new connections to the database."""
        from jiheng.web import connecting  # noqa: F401 - it listens
