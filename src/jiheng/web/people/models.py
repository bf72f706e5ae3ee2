"""People: accounts that an administrator makes; nobody signs up."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Person(AbstractUser):
    """Somebody with an account. What they may do follows from their memberships."""

    first_name = None
    last_name = None
    name = models.CharField("姓名", max_length=40)
    email = models.EmailField("电子邮箱", blank=True)
    must_change_password = models.BooleanField("下次登录要改口令", default=False)

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """The name as people call them."""
        return str(self)

    get_short_name = get_full_name
