"""The sample district: what the issue promises of it, made by the same steps as people take."""

from __future__ import annotations

import pytest

from jiheng.web.cycles.models import Cycle, Phase, Project
from jiheng.web.demo import cast, district
from jiheng.web.events.chain import breaks
from jiheng.web.filings.models import Filing
from jiheng.web.organisations.models import Kind, Place, Role
from jiheng.web.organisations.states import State
from jiheng.web.people.models import Person
from jiheng.web.signing.models import Signature


def test_twelve_units_eighty_projects_a_round_in_each_phase_filings_in_each_state(db):
    assert district.fill()
    assert Place.objects.filter(kind=Kind.UNIT).count() == 12
    assert Place.objects.filter(kind=Kind.SECTION).count() == 25
    assert Project.objects.count() == 80
    assert sorted(Cycle.objects.values_list("phase", flat=True)) == sorted(Phase)
    found = Filing.objects.filter(cycle__phase=Phase.OPEN)
    assert set(found.values_list("state", flat=True)) == set(State)
    assert Signature.objects.exists()
    assert list(breaks()) == []
    people = cast.shown()
    assert [each.role for each in people[: len(Role)]] == list(
        dict.fromkeys(each.role for each in people)
    )
    assert {each.role for each in people} == {role.label for role in Role}
    head = next(each for each in people if each.code)
    assert len(head.code) == 6
    assert Person.objects.get(username=head.username).check_password(head.password)
    assert not district.fill()
    assert Project.objects.count() == 80


def test_it_is_not_put_beside_other_data(db):
    Person.objects.create(username="someone", name="某人")
    with pytest.raises(district.Occupied, match="正式数据"):
        district.fill()
