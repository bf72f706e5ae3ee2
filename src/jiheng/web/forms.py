"""A form that changes something: asked, checked, done once in one transaction, told."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from jiheng.web.events.chain import once
from jiheng.web.filings.steps import Refused

AGAIN = "刚才已经办好，没有重复办理"
TAKEN = "没有办成：同名的已经有了；请换一个名称"


class Once(forms.Form):
    """A form with the token by which a second click is known."""

    token = forms.CharField(
        max_length=40, widget=forms.HiddenInput, initial=lambda: uuid.uuid4().hex
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


def given(request: HttpRequest, form: type[Once], *args: Any, **kwargs: Any) -> Any:
    """A form, filled in with what was posted where something was."""
    if request.method == "POST":
        return form(*args, request.POST, request.FILES, **kwargs)
    return form(*args, **kwargs)


def do_once(request: HttpRequest, form: Once, act: Callable[[dict[str, Any]], str]) -> str | None:
    """What `act` says when it was done with a sound form; None where the form is to be shown.

    Where `act` raises Refused, its sentence stands on the form and nothing is changed.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        with transaction.atomic():
            new, _ = once(form.cleaned_data["token"], request.user)
            return act(form.cleaned_data) if new else AGAIN
    except Refused as refused:
        form.add_error(None, str(refused))
    except IntegrityError:
        form.add_error(None, TAKEN)
    return None


def answer(  # noqa: PLR0913 - a page has as many parts
    request: HttpRequest,
    form: Once,
    act: Callable[[dict[str, Any]], str],
    back: str,
    title: str,
    *,
    words: str = "",
    button: str = "保存",
    template: str = "form.html",
    **shown: Any,
) -> HttpResponse:
    """The page of a form, or the way back to `back` once it is done, with what it said."""
    said = do_once(request, form, act)
    if said is not None:
        messages.success(request, said)
        return redirect(back)
    context = {"form": form, "title": title, "words": words, "button": button, "back": back}
    return render(request, template, context | shown, status=422 if form.errors else 200)


def pressed(request: HttpRequest, act: Callable[[dict[str, Any]], str], back: str) -> HttpResponse:
    """A button was pressed: done once, told, and back; what is refused is told as well."""
    form = Once(request.POST)
    said = do_once(request, form, act)
    if said is not None:
        messages.success(request, said)
    for error in form.non_field_errors():
        messages.error(request, error)
    if "token" in form.errors:
        messages.error(request, "没有办成：页面不完整，可能停留过久；请刷新页面以后再试")
    return redirect(back)
