"""The form of a filing: looked at, filled in, answered while one types."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from copy import copy
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from markupsafe import Markup

from jiheng.web.events.chain import Actor
from jiheng.web.events.models import Event
from jiheng.web.filings import content as contents
from jiheng.web.filings.drawing import MACROS, Beside, Drawn, ident
from jiheng.web.filings.filling import Filled, fill, texts
from jiheng.web.filings.judging import Judged, judge_filing
from jiheng.web.filings.laying import lay
from jiheng.web.filings.models import Filing
from jiheng.web.filings.saving import told
from jiheng.web.filings.sheet import template_of
from jiheng.web.filings.steps import STEPS, Refused
from jiheng.web.filings.views.stepping import ELSEWHERE
from jiheng.web.organisations.asking import filing_for
from jiheng.web.organisations.permissions import allowed, ever

RECENTLY = timedelta(minutes=2)
PLAIN = "text/plain; charset=utf-8"
FIRST = re.compile(r"^(\s*<\w+)")


@require_GET
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form: to be filled in by who may, to be read by who sees it."""
    filing = filing_for(request, pk)
    return _page(request, filing, judge_filing(filing))


def _page(
    request: HttpRequest, filing: Filing, judged: Judged, filled: Filled | None = None
) -> HttpResponse:
    actions = allowed(request.user, filing)
    drawn = draw(filing, judged, open_="filing.edit" in actions)
    steps = [
        (name, step)
        for name, step in STEPS.items()
        if step.action in actions and name not in ELSEWHERE
    ]
    shown: dict[str, Any] = {
        "filing": filing,
        "drawn": drawn,
        "steps": steps,
        "actions": {action.replace(".", "_") for action in actions},
        "token": uuid.uuid4().hex,
        "page": request.POST.get("page") or uuid.uuid4().hex[:12],
        "revision": request.POST["revision"] if filled else filing.revision,
        "shown": shown_sums(drawn),
        "others": present(filing, request.user) if drawn.open else "",
        "clash": clash(filled, drawn, request.user) if filled else "",
        "words": any(step.reasoned for _, step in steps),
        "undo": undo(request, filing),
    }
    return render(request, "filings/edit.html", shown, status=409 if filled else 200)


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the form as it was posted, and answer with what has changed.

    To htmx: fragments alone; `X-Saved` names the revision that now stands, 409 says that fields
    clash. Without JavaScript: back to the form, or the form with the clashes on it.
    """
    filing = filing_for(request, pk)
    if not ever(request.user, "filing.edit", filing):
        raise PermissionDenied("您的角色不能填写自评表；请由填报人或单位经办填写")
    try:
        filled = fill(pk, request.POST, Actor.of(request))
    except Refused as refused:
        if request.htmx:
            return HttpResponse(str(refused), status=422, content_type=PLAIN)
        messages.error(request, str(refused))
        return redirect("filings:edit", pk)
    if request.htmx:
        return _fragments(request, filled)
    if filled.clashes:
        standing = with_mine(filled)
        return _page(request, standing, filled.saved.judged, filled)
    if filled.altered.said:
        said = {"said": filled.altered.said, "kept": filled.altered.undo}
        request.session["undo"] = {"filing": pk} | said
    else:
        messages.success(request, "已保存")
    spot = f"#i-{ident(filled.altered.focus)}" if filled.altered.focus else ""
    return redirect(reverse("filings:edit", args=[pk]) + spot)


def _fragments(request: HttpRequest, filled: Filled) -> HttpResponse:
    """What is new on the page, each piece with the place where it belongs; the revision last."""
    saved = filled.saved
    drawn = draw(saved.filing, saved.judged, open_=True)
    earlier = dict(pair.split(":") for pair in request.POST.get("shown", "").split() if ":" in pair)
    sums = drawn.sums()
    parts = [
        put(name, drawn.fragments[name])
        for name, found in sums.items()
        if earlier.get(name) != found
    ]
    if filled.rebuilt:
        page = draw(with_mine(filled), saved.judged, open_=True).page
        parts = [swapped(page), *(part for part in parts if 'id="s-' not in part)]
    else:
        names = dict.fromkeys(n for name in filled.other for n in drawn.sheet.inputs_of(name))
        parts += [swapped(drawn.input(name)) for name in names]
        parts += [_spoken(name, filled.other[name]) for name in filled.other if name not in names]
    parts.append(put("clash", clash(filled, drawn, request.user)))
    if request.POST.get("do"):
        parts.append(put("undo", MACROS.undo(filled.altered.said, filled.altered.undo)))
    parts.append(put("others", others(present(saved.filing, request.user))))
    parts.append(hidden("shown", " ".join(f"{name}:{found}" for name, found in sums.items())))
    revision = request.POST["revision"] if filled.clashes else saved.filing.revision
    parts.append(hidden("revision", revision))
    parts.append(hidden("revision", saved.filing.revision, "revision-steps"))
    answer = HttpResponse(Markup("").join(parts), status=409 if filled.clashes else 200)
    answer["X-Saved"] = str(saved.filing.revision)
    answer["X-At"] = timezone.localtime().strftime("%H:%M:%S")
    if filled.altered.focus:
        inputs = drawn.sheet.inputs_of(filled.altered.focus) or [filled.altered.focus]
        answer["X-Focus"] = f"i-{ident(inputs[0])}"
    return answer


def draw(filing: Filing, judged: Judged, *, open_: bool) -> Drawn:
    """A filing's page with the evidence and the open remarks beside its fields."""
    sheet = lay(filing.content, template_of(filing.cycle), open_=open_)
    proofs = filing.evidence.filter(removed_at=None).values_list("indicator", flat=True)
    counts = Counter(proofs.order_by())
    evidence = {
        row["key"]: (reverse("exchange:evidence", args=[filing.pk, row["key"]]), counts[row["key"]])
        for row in filing.content["indicators"]
    }
    remarks = filing.remarks.filter(settled_at=None).select_related("by")
    told_ = tuple(
        {
            "field": remark.field,
            "input": sheet.input_of(remark.field),
            "label": sheet.labels.get(sheet.input_of(remark.field), ""),
            "text": remark.text,
            "by": str(remark.by),
            "at": f"{timezone.localtime(remark.at):%Y-%m-%d}",
        }
        for remark in remarks
    )
    return Drawn(filing, sheet, judged, open_, Beside(evidence, told_))


def with_mine(filled: Filled) -> Filing:
    """The filing as the person's page is to show it: with their own text where two clash."""
    filing = filled.saved.filing
    if filled.clashes:
        mine = {clash.name: clash.mine for clash in filled.clashes if isinstance(clash.mine, str)}
        shown = copy(filing)
        shown.content = contents.rebuilt(filing.content, told(filing) | mine)
        return shown
    return filing


def clash(filled: Filled, drawn: Drawn, me: Any) -> Markup:
    """The notice of fields that two people changed; nothing where there are none."""
    if not filled.clashes:
        return Markup()
    by = others_of(filled.saved.filing, me)
    return Markup(MACROS.clash(texts(filled.clashes, drawn.where), by))


def others_of(filing: Filing, me: Any) -> str:
    """Who else saved last, by name."""
    edits = Event.objects.filter(chain=filing.chain, action="edit").exclude(actor=me)
    found = edits.order_by("-number").values_list("actor_name", flat=True).first()
    return found or "您在另一个窗口"


def present(filing: Filing, me: Any) -> str:
    """Who else saved this filing within the last two minutes, by name; "" for nobody."""
    edits = Event.objects.filter(
        chain=filing.chain, action="edit", at__gte=timezone.now() - RECENTLY
    )
    found = edits.exclude(actor=me).order_by("-number").values_list("actor_name", flat=True)
    return found.first() or ""


def others(name: str) -> Markup:
    """The line that says who else is at work."""
    return Markup('<span class="tag warning">{}正在填写</span>').format(name) if name else Markup()


def shown_sums(drawn: Drawn) -> str:
    """The sums of all fragments, as the page posts them."""
    return " ".join(f"{name}:{found}" for name, found in drawn.sums().items())


def put(name: str, made: Any) -> Markup:
    """A fragment with the place where it belongs, as htmx takes it."""
    return Markup('<div id="{}" hx-swap-oob="innerHTML">{}</div>').format(name, made)


def swapped(made: Any) -> Markup:
    """An element that takes the place of the one with its id."""
    return Markup(FIRST.sub(r'\1 hx-swap-oob="true"', str(made), count=1))


def _spoken(name: str, text: Any) -> Markup:
    """An explanation or a reason that somebody else wrote."""
    return Markup(
        '<textarea id="i-{0}" name="{1}" rows="1" hx-swap-oob="true">\n{2}</textarea>'
    ).format(ident(name), name, text or "")


def hidden(name: str, value: Any, named: str = "") -> Markup:
    """One of the page's hidden inputs with a new value."""
    return Markup('<input type="hidden" id="{}" name="{}" value="{}" hx-swap-oob="true">').format(
        named or name, name, value
    )


def undo(request: HttpRequest, filing: Filing) -> Markup:
    """What was done last without JavaScript, and the button that undoes it; told once."""
    kept = request.session.get("undo")
    if not kept or kept["filing"] != filing.pk:
        return Markup()
    del request.session["undo"]
    return Markup(MACROS.undo(kept["said"], kept["kept"]))
