"""The shipped editions say what their sources say."""

import pytest

from jiheng.rulebook import all_rulebooks, ids, load
from jiheng.rulebook.frames import grade_bands, groups, level2, parameters

EXPECTED = {
    "hubei-2021": {
        "budget_points": 20.0,
        "performance_points": 80.0,
        "tier_partly_low": 0.5,
        "explain_rate_below": 0.8,
        "explain_adjustment": False,
        "narrative_limit": None,
        "adjustment_limit": None,
        "weights_declared": False,
        "satisfaction_optional": True,
    },
    "mof-2020": {
        "budget_points": 10.0,
        "performance_points": 90.0,
        "tier_partly_low": 0.6,
        "explain_rate_below": 0.8,
        "explain_adjustment": False,
        "narrative_limit": None,
        "adjustment_limit": None,
        "weights_declared": True,
        "satisfaction_optional": False,
    },
    "sichuan-2023": {
        "budget_points": 10.0,
        "performance_points": 90.0,
        "tier_partly_low": 0.6,
        "explain_rate_below": 0.9,
        "explain_adjustment": True,
        "narrative_limit": 200,
        "adjustment_limit": 100,
        "weights_declared": True,
        "satisfaction_optional": True,
    },
}
COMMON = {
    "budget_formula": "proportional",
    "budget_cap": 1.0,
    "total_points": 100.0,
    "digits": 2,
    "rounding": "half-up",
    "higher": "proportional",
    "lower": "proportional",
    "equal": "proportional",
    "strict": "exclusive",
    "zero_target": "met-or-nothing",
    "indicator_cap": 1.0,
    "over_threshold": 1.3,
    "over_then": "explain",
    "tier_achieved_low": 0.8,
    "explain_below_weight": True,
    "level2_must_add_up": False,
    "heavy_indicator": 20.0,
    "group_gap": 10.0,
    "cost_default": None,
}
TOPICS = (
    "budget", "quantitative", "higher", "lower", "equal", "over_achievement", "qualitative",
    "weights", "groups", "grades", "explanations", "aggregation", "rounding", "form",
)  # fmt: skip


def test_ids() -> None:
    assert ids() == ("hubei-2021", "mof-2020", "sichuan-2023")
    assert tuple(rulebook.id for rulebook in all_rulebooks()) == ids()


def test_an_edition_is_read_once() -> None:
    assert load("mof-2020") is load("mof-2020")


@pytest.mark.parametrize("name", EXPECTED)
def test_parameters(name: str) -> None:
    assert parameters([load(name)]).to_dicts() == [{"rulebook": name, **COMMON, **EXPECTED[name]}]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("hubei-2021", [("产出指标", 40, True), ("效益指标", 20, True), ("满意度指标", 20, False)]),
        (
            "mof-2020",
            [
                ("产出指标", 50, True),
                ("效益指标", 30, True),
                ("满意度指标", 10, True),
                ("成本指标", None, False),
            ],
        ),
        (
            "sichuan-2023",
            [
                ("产出指标", None, True),
                ("效益指标", None, True),
                ("满意度指标", None, False),
                ("成本指标", None, False),
            ],
        ),
    ],
)
def test_groups(name: str, expected: list[tuple[str, float | None, bool]]) -> None:
    frame = groups([load(name)])
    assert frame.select("level1", "points", "required").rows() == expected
    assert frame["position"].to_list() == list(range(1, len(expected) + 1))


def test_official_name_comes_first_and_spellings_follow() -> None:
    frame = groups([load("hubei-2021")])
    assert all(row["names"][0] == row["level1"] for row in frame.iter_rows(named=True))
    assert "服务对象满意度指标" in frame["names"].to_list()[2]


@pytest.mark.parametrize("name", EXPECTED)
def test_level2(name: str) -> None:
    frame = level2([load(name)])
    expected = frame.filter("expected")
    assert set(expected["level1"]) == {"产出指标"}
    assert expected["level2"].to_list() == ["数量指标", "质量指标", "时效指标", "成本指标"]
    assert ("效益指标", "生态效益指标") in frame.select("level1", "level2").rows()


@pytest.mark.parametrize("name", EXPECTED)
def test_grade_bands(name: str) -> None:
    rows = grade_bands([load(name)]).select("grade", "low").rows()
    assert rows == [("优", 90), ("良", 80), ("中", 60), ("差", 0)]


def test_frames_of_no_rulebook_keep_their_columns() -> None:
    frames = [make([]) for make in (parameters, groups, level2, grade_bands)]
    assert [frame.height for frame in frames] == [0, 0, 0, 0]
    assert frames[1].columns == ["rulebook", "level1", "names", "points", "required", "position"]


@pytest.mark.parametrize("name", EXPECTED)
def test_every_value_is_cited(name: str) -> None:
    rulebook = load(name)
    uncited = {
        "id", "name", "authority", "document", "extends", "replaces", "template", "recognise",
        "citations",
    }  # fmt: skip
    stated = rulebook.model_dump(exclude=uncited, exclude_unset=True)

    def leaves(table: dict[str, object], prefix: str = "") -> list[str]:
        found: list[str] = []
        for key, value in table.items():
            dotted = f"{prefix}{key}"
            found += leaves(value, f"{dotted}.") if isinstance(value, dict) else [dotted]
        return found

    assert set(leaves(stated)) == set(rulebook.sources)


@pytest.mark.parametrize(
    ("topic", "beginning"),
    [
        ("budget", "《项目支出绩效自评表》（湖北）表下备注1："),
        ("higher", "《项目支出绩效自评表》（湖北）表下备注2："),
        ("lower", "《项目支出绩效自评表》（湖北）表下备注2："),
        ("qualitative", "《项目支出绩效自评表》（湖北）表下备注3："),
        ("groups", "《项目支出绩效自评表》（湖北）表样："),
        ("grades", "《项目支出绩效评价管理办法》（财预〔2020〕10号）"),
        ("groups.satisfaction.required", "《项目支出绩效自评表》（湖北）表下备注4："),
        ("indicators.qualitative", "《项目支出绩效自评表》（湖北）表下备注3："),
        ("rounding", "通行做法："),
        ("deadline", "鄂财绩发〔2020〕3号、DB42/T 1601-2020：没有写明这一项"),
        ("nonsense", "鄂财绩发〔2020〕3号、DB42/T 1601-2020：没有写明这一项"),
    ],
)
def test_citation(topic: str, beginning: str) -> None:
    line = load("hubei-2021").citation(topic)
    assert line.startswith(beginning)
    assert "\n" not in line


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("topic", TOPICS)
def test_topics_are_cited_everywhere(name: str, topic: str) -> None:
    assert "没有写明" not in load(name).citation(topic)


def test_what_sichuan_leaves_open_is_said_honestly() -> None:
    assert "没有规定各一级指标的分值" in load("sichuan-2023").citation("groups")
