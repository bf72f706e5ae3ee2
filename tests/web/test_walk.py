"""Every address × every role: what ACTIONS says is what happens."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from tests.web.conftest import person, place, sound_content
from tests.web.walking import DOORS, OWN, PUBLIC, TOKEN, addresses

from jiheng.web.exchange.models import Import, ImportedForm, Reading, Upload
from jiheng.web.organisations.models import Kind, Role
from jiheng.web.organisations.permissions import ACTIONS, FILING_ACTIONS

INSIDE = {
    "filer": Role.FILER,
    "clerk": Role.CLERK,
    "head": Role.HEAD,
    "auditor": Role.AUDITOR,
    "finance": Role.FINANCE,
    "reviewer": Role.REVIEWER,
    "administrator": Role.ADMINISTRATOR,
}
"""Who holds which role where the filing lies."""
ELSEWHERE = ("stranger", "nobody")
"""Who holds every role there is, in another region; and who holds none."""
DENIED = {401, 403, 404}


@pytest.fixture
def there(district):
    """The district with a filing, an import of the filer's, and a stranger from elsewhere."""
    filing = district.filing()
    filing.content = sound_content(filing)
    filing.save()
    district.filing = filing
    filer = district.people["filer"]
    district.batch = Import.objects.create(cycle=district.cycle, person=filer)
    file = default_storage.save("walk.docx", ContentFile(b"a document"))
    upload = Upload.objects.create(
        batch=district.batch, name="甲.docx", kind="docx", file=file, state=Reading.READ
    )
    ImportedForm.objects.create(
        upload=upload, number=1, content=filing.content, project=district.project
    )
    region = place(Kind.REGION, "云山区")
    department = place(Kind.DEPARTMENT, "云山局", region)
    unit = place(Kind.UNIT, "云山站", department)
    lies = {Role.AUDITOR: department, Role.FILER: unit, Role.CLERK: unit, Role.HEAD: unit}
    roles = [(role, lies.get(role, region)) for role in Role]
    district.people["stranger"] = person("stranger", "外地人", *roles)
    return district


def test_every_address_has_an_entry():
    assert sorted(addresses().keys() - DOORS.keys()) == []
    assert sorted(DOORS.keys() - addresses().keys()) == []


def test_only_what_is_said_to_be_public_is_open_without_signing_in():
    views = addresses()
    open_ = {name for name, view in views.items() if not getattr(view, "login_required", True)}
    assert open_ == {
        name for name, door in DOORS.items() if door.action in {PUBLIC, TOKEN} or door.on == "api"
    }


@pytest.mark.parametrize("name", sorted(DOORS))
def test_who_comes_in_is_who_may(name, there, client):
    door = DOORS[name]
    there.filing.state = door.state
    there.filing.save()
    url = reverse(name, args=door.args(there))
    wrong = []
    for who in (None, *INSIDE, *ELSEWHERE):
        client.logout()
        if who:
            client.force_login(
                there.people[who], backend="django.contrib.auth.backends.ModelBackend"
            )
        answer = asked(client, door, url)
        if not fits(door, who, answer, there):
            wrong.append((who, answer.status_code, getattr(answer, "url", "")))
    assert wrong == []


def asked(client, door, url):
    """The answer to who goes to an address."""
    if door.sent:
        return client.post(url, door.sent(), content_type="application/json")
    return client.post(url, {}) if door.post else client.get(url)


def fits(door, who, answer, there) -> bool:
    """Whether an answer is what the table and ACTIONS ask for."""
    status, expected = answer.status_code, wanted(door, who, there)
    to_login = status == 302 and answer.url.startswith(f"{reverse('account_login')}?")
    if expected == "login":
        return to_login
    if door.action == PUBLIC:
        return status < 500
    if expected == "in":
        came_in = status < 500 and status not in DENIED and not to_login
        return came_in or (door.bare and status == 404)
    return status == expected


def wanted(door, who, there) -> str | int:
    """login, in, 403 or 404: from ACTIONS, the role and the door alone."""
    if door.action == PUBLIC:
        return "in"
    if who is None:
        return 401 if door.action == TOKEN or door.on == "api" else "login"
    if door.action in {OWN, TOKEN}:
        return "in"
    role = INSIDE.get(who)
    roles = ACTIONS[door.action].roles
    if door.on == "filer":
        return "in" if who == "filer" else 404
    if door.on in {"filing", "api"}:
        if door.state not in FILING_ACTIONS["filing.see"].roles.get(role, ()):
            return 404
        return "in" if door.state in roles.get(role, ()) else 403
    if door.on == "cycle":
        if role not in ACTIONS["cycle.see"].roles:
            return 404
        return "in" if role in roles else 403
    if who == "stranger" and not door.args(there):
        return "in"
    return "in" if role in roles else 404


def test_the_walk_would_notice_an_open_door(there, client):
    door = DOORS["manage:place"]
    client.force_login(there.people["filer"], backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("home"))
    assert not fits(door, "filer", answer, there)
