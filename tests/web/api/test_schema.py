"""The interface against its own description: whatever is asked, the answer is one that it names."""

from __future__ import annotations

import io
import json
from pathlib import Path

import jsonschema
import pytest
import schemathesis
from django.core.cache import cache
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    positive_data_acceptance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.web.conftest import walked
from werkzeug.test import Client

from jiheng.web.api import tokens
from jiheng.web.api.interface import api
from jiheng.web.api.models import Scope
from jiheng.web.events.chain import Actor
from jiheng.web.filings import content as contents
from jiheng.web.filings.sheet import template_of
from jiheng.web.signing.printed import code_line
from jiheng.web.signing.sealing import in_force
from jiheng.web.wsgi import application
from jiheng.writing.official.write import write

PUBLISHED = Path(__file__).parents[3] / "docs" / "schema"
CONTRACTS = {
    "GET /api/v1/filings/{pk}": ("read-1", None),
    "GET /api/v1/filings/{pk}/check": ("check-1", "Filing"),
    "POST /api/v1/check": ("check-1", None),
}
"""Answers that the published schemas describe, and by which part of them; None for the whole."""
POSTED = [positive_data_acceptance]
"""Which bytes are a form, which step is due, no description says: they may be refused."""

load_all_checks()
described = schemathesis.openapi.from_dict(api.get_openapi_schema())
described.app = application
OPERATIONS = sorted(
    f"{method.upper()} {path}"
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method in methods
)


@pytest.fixture
def filing(district):
    cache.clear()
    return walked(district, "hand_in", "sign")


@pytest.fixture
def headers(filing, district) -> dict[str, str]:
    """Those of a program of the clerk's whose unit the filing is."""
    token = tokens.make("检查", 30, Actor(district.people["clerk"]), Scope.SUBMIT)
    return {"Authorization": f"Bearer {token}"}


@described.parametrize()
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_whatever_is_asked_the_answer_is_one_that_is_described(case, headers):
    cache.clear()
    excluded = POSTED if case.operation.method == "post" else []
    case.call_and_validate(headers=headers, excluded_checks=excluded)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_is_there_comes_as_it_is_described(operation, filing, headers, tmp_path):
    method, path = operation.split(" ")
    given = {"pk": filing.pk, "code": in_force(filing).code, "step": "submit"}
    form = tmp_path / "form.docx"
    one = contents.filing_of(filing.content)
    write([one], form, template_of(filing.cycle), lambda _: code_line(filing))
    sent: dict = {}
    if "{step}" in path:
        sent["json"] = {"revision": filing.revision, "once": "number-17"}
    elif method == "POST":
        sent["data"] = {"file": (io.BytesIO(form.read_bytes()), form.name)}
    client = Client(application)
    answer = client.open(path.format(**given), method=method, headers=headers, **sent)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    wanted = {name: value for name, value in given.items() if f"{{{name}}}" in path}
    described[path][method].Case(path_parameters=wanted).validate_response(
        answer,
        checks=[status_code_conformance, content_type_conformance, response_schema_conformance],
    )
    if operation in CONTRACTS:
        assert wrongs(answer.get_json(), *CONTRACTS[operation]) == []


def wrongs(told, name: str, part: str | None) -> list[str]:
    """What in an answer is not as a published schema has it."""
    contract = json.loads((PUBLISHED / f"{name}.json").read_text("utf-8"))
    if part:
        contract["$ref"] = f"#/$defs/{part}"
    found = jsonschema.Draft202012Validator(contract).iter_errors(told)
    return [f"{error.json_path}: {error.message[:200]}" for error in found]


def test_every_contract_is_of_an_operation():
    assert CONTRACTS.keys() - set(OPERATIONS) == set()
