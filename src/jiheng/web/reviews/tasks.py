"""What is rolled up in the background, in a queue of its own: nobody waits behind an export."""

from __future__ import annotations

from django_tasks import task

from jiheng.web.reviews import making

QUEUE = "rollups"


@task(queue_name=QUEUE)
def roll_up(cycle: int, unit: int) -> None:
    """Make a unit's roll-up of a round as its filings stand."""
    making.make(cycle, unit)
