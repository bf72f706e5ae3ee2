"""The app of reviews."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Gathering, auditing, progress."""

    name = "jiheng.web.reviews"
    label = "reviews"
    verbose_name = "汇总和审核"
