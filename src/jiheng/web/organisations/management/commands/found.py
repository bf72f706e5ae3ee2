"""`python -m jiheng.web found REGION USERNAME NAME`: a region and its first administrator."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from jiheng.web.events.chain import SYSTEM, record
from jiheng.web.filings.steps import Refused
from jiheng.web.organisations import staffing
from jiheng.web.organisations.models import Kind, Place, Role


class Command(BaseCommand):
    """Found a region; everything else is done on the pages."""

    help = "建立一个地区和它的第一个管理员，显示管理员的口令"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The region's name, the administrator's username and name."""
        parser.add_argument("region", help="地区名称")
        parser.add_argument("username", help="管理员的用户名")
        parser.add_argument("name", help="管理员的姓名")

    def handle(self, *args: str, **options: str) -> None:
        """Make both, or neither."""
        if Place.objects.filter(name=options["region"], parent=None).exists():
            raise CommandError(f"地区“{options['region']}”已经有了；请用另一个名称")
        try:
            with transaction.atomic():
                region = Place.objects.create(kind=Kind.REGION, name=options["region"])
                record(f"place:{region.pk}", "add", SYSTEM, after={"name": region.name})
                person, password = staffing.add(options["username"], options["name"], "", SYSTEM)
                staffing.give(person, Role.ADMINISTRATOR, region, SYSTEM)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"用户名 {person.username}，口令 {password}（只显示这一次，登录后要修改）"
        )
