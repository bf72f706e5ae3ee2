"""The log: looked through, and found whole or not. Nothing in it can be changed here."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import islice

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from jiheng.web.events import words
from jiheng.web.events.chain import breaks
from jiheng.web.events.models import Event, Head
from jiheng.web.events.reach import ACTION, events, reads_all
from jiheng.web.organisations.asking import must_hold
from jiheng.web.organisations.models import Place

ROWS = 50
MOST_BREAKS = 100


class Looking(forms.Form):
    """What to look for."""

    who = forms.CharField(label="人员", required=False, max_length=60)
    action = forms.ChoiceField(
        label="事项", required=False, choices=[("", "全部"), *words.ACTIONS.items()]
    )
    kind = forms.ChoiceField(
        label="对象", required=False, choices=[("", "全部"), *words.SUBJECTS.items()]
    )
    number = forms.IntegerField(label="编号", required=False, min_value=1)
    since = forms.DateField(
        label="从", required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label="到", required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )


class Uncounted(Paginator):
    """Pages of a log that is too long to be counted: as many as were asked for, and one more."""

    def __init__(self, found: QuerySet[Event], number: int) -> None:
        super().__init__(found, ROWS)
        last = found[number * ROWS : number * ROWS + 1]
        self.count = number * ROWS + len(last)


@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """The events in reach, the newest first, fifty at a time."""
    must_hold(request, ACTION)
    form = Looking(request.GET)
    found = _looked(form, events(request.user)) if form.is_valid() else Event.objects.none()
    asked = request.GET.get("page", "1")
    number = min(int(asked), 10_000) if asked.isdecimal() and int(asked) else 1
    page = Uncounted(found.order_by("-at", "-pk"), number).get_page(number)
    facts = [side for event in page for side in (event.before, event.after)]
    places = Place.objects.in_bulk(set().union(*map(words.places_in, facts)))
    rows = [
        {
            "event": event,
            "subject": words.subject(event.chain),
            "action": words.action(event.action),
            "changes": words.changes(event, places),
        }
        for event in page
    ]
    shown = {"form": form, "page": page, "rows": rows, "reads_all": reads_all(request.user)}
    return render(request, "events/log.html", shown)


@require_POST
def whole(request: HttpRequest) -> HttpResponse:
    """Whether the chains are whole: of the whole log, or of one thing in reach."""
    must_hold(request, ACTION)
    chain = request.POST.get("chain", "")
    in_reach = events(request.user)
    if chain or not reads_all(request.user):
        chains = list(in_reach.filter(chain=chain).values_list("chain", flat=True)[:1])
    else:
        chains = [None]
    found = [
        {"subject": words.subject(each.chain), "number": each.number, "problem": each.problem}
        for name in chains
        for each in islice(breaks(name), MOST_BREAKS)
    ]
    shown = {
        "breaks": found,
        "chain": words.subject(chain) if chain else "",
        "looked": bool(chains),
        "chains": 1 if chain else Head.objects.count(),
    }
    return render(request, "events/whole.html", shown)


def _looked(form: Looking, found: QuerySet[Event]) -> QuerySet[Event]:
    asked = form.cleaned_data
    if asked["who"]:
        found = found.filter(actor_name__icontains=asked["who"])
    if asked["action"]:
        found = found.filter(action=asked["action"])
    if asked["kind"] and asked["number"]:
        found = found.filter(chain=f"{asked['kind']}:{asked['number']}")
    elif asked["kind"]:
        found = found.filter(chain__startswith=f"{asked['kind']}:")
    if asked["since"]:
        found = found.filter(at__gte=_start(asked["since"]))
    if asked["until"]:
        found = found.filter(at__lt=_start(asked["until"] + timedelta(days=1)))
    return found


def _start(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
