"""Each rule of the roll-up on filings small enough to reckon in one's head."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from tests.rolling.conftest import Make, named, whole

import jiheng
from jiheng.rolling import BadSameFile, UnknownKey

Batch = jiheng.Batch


def rolled(*filings: jiheng.Filing, by: str = "unit", same: object = ()) -> jiheng.RollupResult:
    return jiheng.rollup(Batch.of(filings), by=by, same=same)


def test_the_worked_example_of_the_guide(filing: Make) -> None:
    """docs/rollup.md: the same numbers."""
    one = filing(
        ("100", "90"),
        ("培训场次（40分）", "≥10场", "10场", "40"),
        ("学员满意度（40分）", "≥90%", "81%", "36"),
    )
    two = filing(
        ("300", "300"),
        ("培训场次（50分）", "≥30场", "15场", "25"),
        ("学员满意度（30分）", "≥90%", "99%", "30"),
    )
    group = whole(rolled(one, two))
    assert (group["approved"], group["executed"], group["rate"]) == (400, 390, 97.5)
    assert group["budget_score"] == 19.5
    sessions, content = named(group, "培训场次"), named(group, "学员满意度")
    assert (sessions["target"], sessions["actual"], sessions["method"]) == (40, 25, "sum")
    assert (sessions["weight"], sessions["score"]) == (47.5, 29.69)
    assert (content["target"], content["actual"]) == (90, 94.5)
    assert (content["method"], content["weight"], content["score"]) == (
        "funds-weighted",
        32.5,
        32.5,
    )
    assert group["level1"] == [{"level1": "产出指标", "weight": 80, "score": 62.19}]
    assert (group["total"], group["grade"], group["full_marks"]) == (81.69, "良", 100)
    assert group["mean_total"] == 79.75
    assert group["difference"]["value"] == 1.94
    assert group["difference"]["parts"] == [
        {"row": content["row"], "difference": 1.0},
        {"row": sessions["row"], "difference": 0.94},
    ]


def test_money_and_time_are_converted(filing: Make) -> None:
    one = filing(
        ("10", "10"),
        ("收入（40分）", "≥2万元", "1万元", "20"),
        ("响应时间（40分）", "≤1小时", "60分钟", "40"),
    )
    two = filing(
        ("10", "10"),
        ("收入（40分）", "≥10000元", "20000元", "40"),
        ("响应时间（40分）", "≤90分钟", "2小时", "30"),
    )
    group = whole(rolled(one, two))
    income, response = named(group, "收入"), named(group, "响应时间")
    assert (income["unit"], income["target"], income["actual"]) == ("万元", 3, 3)
    assert income["score"] == 40
    assert response["method"] == "funds-weighted"
    assert (response["unit"], response["target"], response["actual"]) == ("分钟", 75, 90)
    assert response["score"] == round(40 * 75 / 90, 2)


def test_a_rulebook_may_add_limits_up(filing: Make, tmp_path: Path) -> None:
    book = tmp_path / "own.toml"
    book.write_text(
        'id = "own"\nname = "样省"\nauthority = "样省财政厅"\ndocument = "样财〔2021〕1号"\n'
        'extends = "hubei-2021"\n[fiscal_years]\nfirst = 2021\ncites = "n"\n'
        '[aggregation]\nlimits = "sum"\nfunds = "executed"\ncites = "n"\n'
        '[citations.n]\nclause = "第1条"\ntext = "时限相加，按执行数加权"\n',
        "utf-8",
    )
    row = ("响应时间（80分）", "≤1小时", "1小时", "80")
    batch = Batch.of([filing(("10", "2"), row), filing(("10", "8"), row)])
    group = whole(jiheng.rollup(batch, rulebook=str(book)))
    assert named(group, "响应时间")["target"] == 2
    assert group["funds"] == 10


def test_words_are_scored_by_their_mean(filing: Make) -> None:
    one = filing(("30", "30"), ("影响力（80分）", "有所提升", "有所提升", "80"))
    two = filing(("10", "10"), ("影响力（40分）", "有所提升", "部分达成", "24"))
    indicator = named(whole(rolled(one, two)), "影响力")
    assert (indicator["way"], indicator["method"]) == ("qualitative", "funds-weighted")
    assert (indicator["weight"], indicator["score"]) == (70, 66)
    assert (indicator["target"], indicator["target_text"]) == (None, "有所提升")


def test_what_is_no_measurement_stays_apart(filing: Make) -> None:
    one = filing(("10", "10"), ("培训（80分）", "≥10场", "5场", "40"))
    two = filing(("10", "10"), ("培训（80分）", "≥10场", "≥10场", "80"))
    rows = whole(rolled(one, two))["indicators"]
    assert [(r["way"], r["actual"], r["weight"], r["score"]) for r in rows] == [
        ("measured", 5, 40, 20),
        ("trusted", None, 40, 40),
    ]


def test_a_completion_is_a_measurement(filing: Make) -> None:
    one = filing(("10", "10"), ("报告（80分）", "≥20份", "完成90%", "72"))
    two = filing(("10", "10"), ("报告（80分）", "≥20份", "20份", "80"))
    row = named(whole(rolled(one, two)), "报告")
    assert (row["target"], row["actual"], row["score"]) == (40, 38, 76)


def test_what_only_some_have_counts_by_their_funds(filing: Make) -> None:
    one = filing(("30", "30"), ("甲类活动（80分）", "≥10场", "10场", "80"))
    two = filing(("10", "10"), ("乙类培训（80分）", "≥10场", "5场", "40"))
    group = whole(rolled(one, two))
    first, second = named(group, "甲类活动"), named(group, "乙类培训")
    assert (first["weight"], first["score"], first["funds_share"]) == (60, 60, 75)
    assert (second["weight_within"], second["score_within"]) == (80, 40)
    assert (second["weight"], second["score"]) == (20, 10)
    assert (group["total"], group["full_marks"]) == (90, 100)


def test_an_indicator_twice_in_a_filing_stays_two(filing: Make) -> None:
    twice = filing(
        ("10", "10"),
        ("活动（40分）", "≥10场", "10场", "40"),
        ("活动（40分）", "≥1场", "0场", "0"),
    )
    group = whole(rolled(twice))
    assert [row["score"] for row in group["indicators"]] == [40, 0]
    assert group["total"] == 60


@pytest.mark.parametrize("approved", ["", "0", "无"])
def test_without_funds_nothing_is_weighted(filing: Make, approved: str) -> None:
    row = ("活动（80分）", "≥10场", "10场", "80")
    poor = filing((approved, "5"), ("活动（80分）", "≥10场", "1场", "8"), project="贫困的项目")
    group = whole(rolled(filing(("10", "10"), row), poor))
    assert (group["approved"], group["executed"], group["total"]) == (10, 10, 100)
    assert named(group, "活动")["target"] == 10
    assert {note["code"]: note["filings"] for note in group["notes"]} == {
        "no-funds": [poor.id],
        "no-budget": [poor.id],
    }
    assert all("贫困的项目" in note["message"] for note in group["notes"])
    assert "执行数 5 万元" in group["notes"][1]["message"]


def test_nothing_but_filings_without_funds(filing: Make) -> None:
    group = whole(rolled(filing(("", ""), ("活动（80分）", "≥10场", "10场", "80"))))
    assert group["indicators"] == []
    assert [group[name] for name in ("approved", "executed", "rate", "total", "mean_total")] == [
        None
    ] * 5
    assert b"NaN" not in rolled(filing(("", ""))).to_json()


def test_a_filing_without_a_score_is_named(filing: Make) -> None:
    good = filing(("10", "10"), ("影响力（80分）", "提升", "提升", "80"))
    blank = filing(("10", "0"), ("影响力（80分）", "提升", "提升", ""))
    group = whole(rolled(good, blank))
    assert [(note["code"], note["filings"]) for note in group["notes"]] == [
        ("no-score", [blank.id])
    ]
    assert (group["approved"], group["budget_score"], group["mean_total"]) == (20, 10, 100)
    assert named(group, "影响力")["filings"] == 1


def test_full_marks_that_are_not_a_hundred_are_told(filing: Make) -> None:
    short = filing(("10", "10"), ("活动（70分）", "≥10场", "10场", "70"))
    group = whole(rolled(short))
    assert (group["full_marks"], group["total"]) == (90, 90)
    assert [note["code"] for note in group["notes"]] == ["full-marks"]


def test_editions_and_years_are_rolled_up_apart(filing: Make) -> None:
    row = ("活动（80分）", "≥10场", "10场", "80")
    filings = [
        filing(("10", "10"), row),
        filing(("20", "10"), row, fiscal_year=2022),
        filing(("40", "10"), row, rulebook="mof-2020"),
        filing(("80", "10"), row, fiscal_year=None),
    ]
    report = rolled(*filings).report()
    assert {(g["rulebook"], g["fiscal_year"], g["approved"]) for g in report["groups"]} == {
        ("hubei-2021", None, 80),
        ("hubei-2021", 2021, 10),
        ("hubei-2021", 2022, 20),
        ("mof-2020", 2021, 40),
    }
    assert len(report["overall"]) == 4
    assert "4 个计分办法或年度" in report["notes"][0]


def test_blank_and_odd_keys(filing: Make) -> None:
    row = ("活动（80分）", "≥10场", "10场", "80")
    filings = [
        filing(("1", "1"), row, unit=""),
        filing(("2", "2"), row, unit=" 云汀区 图书馆"),
        filing(("4", "4"), row, unit="云汀区图书馆"),
        filing(("8", "8"), row, unit="云汀区图书馆"),
        filing(("16", "16"), row, unit="区图书馆"),
    ]
    report = rolled(*filings).report()
    assert [(g["key"], g["approved"]) for g in report["groups"]] == [
        ("云汀区图书馆", 14),
        ("区图书馆", 16),
        ("（未填单位）", 1),
    ]
    assert report["variants"] == [{"full": "云汀区图书馆", "short": ["区图书馆"]}]


def test_every_unit_has_an_office_of_its_own(filing: Make) -> None:
    row = ("活动（80分）", "≥10场", "10场", "80")
    filings = [
        filing(("1", "1"), row),
        filing(("2", "2"), row, unit="云汀区文化馆"),
        filing(("4", "4"), row, implementing_unit="采编部"),
        filing(("8", "8"), row, implementing_unit=""),
        filing(("16", "16"), row),
    ]
    report = rolled(*filings, by="implementing_unit").report()
    assert {group["key"]: group["approved"] for group in report["groups"]} == {
        "云汀区图书馆 办公室": 17,
        "云汀区文化馆 办公室": 2,
        "采编部": 4,
        "（未填项目实施单位）": 8,
    }


def test_categories_ticked_twice_or_not_at_all(filing: Make) -> None:
    row = ("活动（80分）", "≥10场", "10场", "80")
    filings = [
        filing(("1", "1"), row, category=[]),
        filing(("2", "2"), row, category=["部门预算项目", "区直专项"]),
        filing(("4", "4"), row, category=["区直专项", "部门预算项目"]),
        filing(("8", "8"), row, category=["区直专项"]),
    ]
    report = rolled(*filings, by="category").report()
    assert {g["key"]: g["approved"] for g in report["groups"]} == {
        "区直专项": 8,
        "区直专项、部门预算项目": 6,
        "（未勾选项目类别）": 1,
    }
    assert "有 2 份表勾选了不止一个项目类别" in report["notes"][0]


def test_findings_are_counted_by_group(filing: Make) -> None:
    row = ("活动（80分）", "≥10场", "10场", "80")
    same = {"project": "同一个项目"}
    filings = [
        filing(("1", "1"), row, **same),
        filing(("1", "1"), row, **same),
        filing(("1", "1"), row, unit="别的单位"),
    ]
    batch = Batch.of(filings)
    result = jiheng.rollup(batch)
    everything = jiheng.check(batch).findings
    by_key = {row["key"]: row for row in result.groups.iter_rows(named=True)}
    for severity in ("error", "warning", "advice"):
        total = everything.filter(everything["severity"] == severity).height
        assert by_key["全部"][severity] == total
    assert by_key["云汀区图书馆"]["error"] == by_key["全部"]["error"] - by_key["别的单位"]["error"]
    assert everything.filter(everything["code"] == "X03").height == 1


def test_by_something_else(filing: Make) -> None:
    with pytest.raises(UnknownKey, match="supervising_department"):
        rolled(filing(("1", "1")), by="town")


def test_an_empty_batch() -> None:
    result = rolled()
    assert result.report()["groups"] == []
    assert result.to_text() == "没有读到自评表。\n"
    assert "没有读到自评表" in result.to_html()
    assert "没有读到自评表" in result.to_markdown(explain=True)


# The same under another name

CROWD, SERVED = "群众满意度", "服务群众满意度"


@pytest.fixture(scope="module")
def like(filing: Make) -> tuple[jiheng.Filing, jiheng.Filing]:
    return (
        filing(("10", "10"), (f"{CROWD}（80分）", "≥90%", "90%", "80"), level2="质量指标"),
        filing(("10", "10"), (f"{SERVED}（80分）", "≥90%", "45%", "40"), level2="质量指标"),
    )


def test_like_names_are_shown_and_not_merged(like: tuple[jiheng.Filing, ...]) -> None:
    group = whole(rolled(*like))
    assert [row["filings"] for row in group["indicators"]] == [1, 1]
    (pair,) = group["candidates"]
    assert (pair["reason"], pair["likeness"]) == ("名称相近", 83.3)
    assert set(pair["confirm"].split(",")) == {
        f"产出指标/质量指标/{CROWD}",
        f"产出指标/质量指标/{SERVED}",
    }


def test_the_same_name_elsewhere_is_shown(filing: Make) -> None:
    row = ("响应时间（80分）", "≤1小时", "1小时", "80")
    one = filing(("10", "10"), row, level2="时效指标")
    two = filing(("10", "10"), row, level2="时效时间")
    (pair,) = whole(rolled(one, two))["candidates"]
    assert pair["reason"] == "名称相同，所在的一级、二级指标不同"
    merged = whole(rolled(one, two, same=[pair["confirm"].split(",")]))
    assert [(row["level2"], row["filings"]) for row in merged["indicators"]] == [("时效指标", 2)]


def test_what_lacks_its_unit_is_shown(filing: Make) -> None:
    one = filing(("10", "10"), ("曝光次数（80分）", "≥1000", "1000", "80"))
    two = filing(("10", "10"), ("曝光次数（80分）", "≥1000次", "1000次", "80"))
    (pair,) = whole(rolled(one, two))["candidates"]
    assert pair["confirm"] == ""
    assert "补写单位" in pair["reason"]


def test_two_in_one_filing_are_two(filing: Make) -> None:
    both = [(f"{name}（40分）", "≥90%", "90%", "40") for name in (CROWD, SERVED)]
    assert whole(rolled(filing(("10", "10"), *both)))["candidates"] == []


@pytest.mark.parametrize(
    "text",
    [
        f'same = [["{CROWD}", "{SERVED}"]]',
        f'same = [["产出指标/质量指标/{CROWD}", "产出/质量/{SERVED}"], ["{SERVED}", "{CROWD}"]]',
    ],
)
def test_confirmed_in_toml(like: tuple[jiheng.Filing, ...], tmp_path: Path, text: str) -> None:
    file = tmp_path / "same.toml"
    file.write_text(text, "utf-8")
    group = whole(rolled(*like, same=file))
    (row,) = group["indicators"]
    assert (row["filings"], row["actual"], row["score"]) == (2, 67.5, 60)
    assert group["candidates"] == []


def test_confirmed_in_a_table(like: tuple[jiheng.Filing, ...], tmp_path: Path) -> None:
    file = tmp_path / "same.csv"
    file.write_text(f"甲,乙\n{SERVED}，{CROWD}\n从未有过,{CROWD}\n", "utf-8-sig")
    result = rolled(*like, same=file)
    (row,) = whole(result)["indicators"]
    assert row["level3"] == SERVED
    assert result.report()["notes"] == ["确认文件里的“从未有过”在这批表里没有出现，请核对写法。"]


def test_confirmed_and_yet_of_two_kinds(filing: Make) -> None:
    one = filing(("10", "10"), ("报告（80分）", "≥10份", "10份", "80"))
    two = filing(("10", "10"), ("材料（80分）", "≥10公里", "10公里", "80"))
    result = rolled(one, two, same=[["报告", "材料"]])
    assert len(whole(result)["indicators"]) == 2
    assert "“报告”" in result.report()["notes"][0]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.toml", "same = 3", "same = "),
        ("a.toml", "same = [", "same = "),
        ("a.csv", "甲\n只有一个\n", "只有一个"),
    ],
)
def test_a_bad_file_of_names(tmp_path: Path, name: str, text: str, words: str) -> None:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    with pytest.raises(BadSameFile, match=words):
        rolled(same=file)
    with pytest.raises(BadSameFile, match="读不了"):
        rolled(same=tmp_path / "nowhere.csv")


# One filing a group

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("rulebook", ["hubei-2021", "mof-2020", "sichuan-2023"])
def test_each_example_rolled_up_alone_is_itself(rulebook: str) -> None:
    """By any rulebook: what it determines, what is taken on trust, what is reduced for excess."""
    filings = [
        msgspec.structs.replace(each, unit=f"第{number}个单位")
        for number, each in enumerate(jiheng.read(EXAMPLES).filings)
    ]
    result = jiheng.rollup(Batch.of(filings), rulebook=rulebook)
    scores = jiheng.score(Batch.of(filings).frames, rulebook)
    groups = {group["key"]: group for group in result.report()["groups"]}
    assert len(groups) == len(filings) == 17
    rows = {number: [] for number in range(17)}
    for row in scores.indicators.iter_rows(named=True):
        rows[row["filing"]].append((row["level3"], row["weight"], row["score"]))
    for filing in scores.filings.iter_rows(named=True):
        group = groups[filing["unit"]]
        for name in ("approved", "executed", "rate", "budget_score", "total", "grade"):
            assert group[name] == filing[name], (filing["unit"], name)
        assert group["mean_total"] == filing["total"]
        have = [(row["level3"], row["weight"], row["score"]) for row in group["indicators"]]
        assert sorted(have, key=str) == sorted(rows[filing["filing"]], key=str)


def test_many_small_differences_are_told_together(filing: Make) -> None:
    """The three greatest by name, the rest in one figure; all of them add up."""
    names = ("甲", "乙", "丙", "丁", "戊")
    goals = (30, 20, 15, 10, 5)
    rows = [
        (f"{name}类场次（16分）", f"≥{goal}场") for name, goal in zip(names, goals, strict=True)
    ]
    one = filing(("10", "10"), *((name, goal, "60场", "16") for name, goal in rows))
    two = filing(("30", "30"), *((name, goal, "1场", "1") for name, goal in rows))
    difference = whole(rolled(one, two))["difference"]
    assert len(difference["parts"]) == 5
    words = difference["words"]
    assert "其余各项和小数取舍合计" in words
    told = [
        float(text.replace("−", "-")) for text in re.findall(r"[（ ]([+−][\d.]+)(?:）|。)", words)
    ]
    assert abs(sum(told) - difference["value"]) < 0.03
