"""A simulation by hand: hubei-2021 (20 and 40/20/20) against mof-2020 (10 and 50/30/10)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import jiheng
from jiheng.filing.contract import from_builtins

ROWS = {
    "产出指标（40分）": [
        ("数量指标", "培训场次（24分）", "≥12场", "9场", "18"),
        ("质量指标", "合格率（16分）", "≥90%", "95%", "16"),
    ],
    "效益指标（20分）": [("社会效益指标", "带动就业（20分）", "有所提升", "达成预期指标", "18")],
    "满意度指标（20分）": [("服务对象满意度指标", "学员满意度（20分）", "≥90%", "72%", "16")],
}


def filing(number: int = 1, *, rows: Any = ROWS, executed: str = "45", **facts: Any) -> Any:
    return from_builtins(
        {
            "id": f"f{number}",
            "path": f"{number}.txt",
            "rulebook": "hubei-2021",
            "fiscal_year": 2021,
            "unit": "云汀区图书馆",
            "project": f"第{number}个项目",
            "category": ["部门预算项目"],
            "budget": {"approved_text": "50", "executed_text": executed},
            "groups": [{"text": text} for text in rows],
            "indicators": [
                {
                    "group": place,
                    "level2_text": level2,
                    "level3_text": level3,
                    "target": {"text": target},
                    "actual": {"text": actual},
                    "score_text": score,
                }
                for place, members in enumerate(rows.values())
                for level2, level3, target, actual, score in members
            ],
        }
        | facts
    )


def told(*filings: Any, **asked: Any) -> Any:
    return jiheng.simulate(jiheng.Batch.of(filings), "hubei-2021", **asked)


def test_groups_go_over_to_the_points_that_both_rulebooks_prescribe() -> None:
    """24→30 and 16→20 of output, 20→30 of benefit, 20→10 of satisfaction; n is 1."""
    result = told(filing(), against="mof-2020")
    (row,) = result.filings.iter_rows(named=True)
    # 现行：预算 20×0.9＝18；24×9/12＝18；16；18；20×72/90＝16
    assert row["before_total"] == 18 + 18 + 16 + 18 + 16
    # 换用：预算 10×0.9＝9；30×9/12＝22.5；20；18×30/20＝27；10×72/90＝8
    assert row["after_total"] == 9 + 22.5 + 20 + 27 + 8
    assert row["change"] == 0.5
    (gain,) = result.report["gains"]
    assert [(p["name"], p["weight_after"], p["after"]) for p in gain["parts"]] == [
        ("预算执行", 10, 9),
        ("产出指标", 50, 42.5),
        ("效益指标", 30, 27),
        ("满意度指标", 10, 8),
    ]
    assert gain["words"].startswith(
        "预算执行少扣 1 分，产出指标多扣 1.5 分，效益指标多扣 1 分，满意度指标少扣 2 分"
    )
    assert gain["words"].endswith("主要在第4行“学员满意度”")


def test_without_satisfaction_the_other_groups_make_up_the_whole() -> None:
    """40×1.25＋40×1.5＝110 is brought to 90: times 9/11."""
    rows = {
        "产出指标（40分）": ROWS["产出指标（40分）"],
        "效益指标（40分）": [
            ("社会效益指标", "带动就业（40分）", "有所提升", "达成预期指标", "40")
        ],
    }
    (row,) = told(filing(rows=rows), against="mof-2020").filings.iter_rows(named=True)
    assert (row["before_points"], row["after_points"]) == (80, 90)
    # 24×1.25×9/11＝24.55，16×1.25×9/11＝16.36，40×1.5×9/11＝49.09
    assert row["after_total"] == pytest.approx(9 + 18.41 + 16.36 + 49.09, abs=0.011)


def test_only_the_budget_s_points_changed_scales_all_indicators_alike() -> None:
    result = told(filing(), settings=["budget.weight=10"])
    (row,) = result.filings.iter_rows(named=True)
    # 9 ＋ 90/80×(18＋16＋18＋16)
    assert row["after_total"] == 9 + 76.5
    (exchange,) = result.report["exchanges"]
    changed = {each["key"]: (each["after"], each["follows"]) for each in exchange["changes"]}
    assert changed == {
        "budget.points": (10, False),
        "total.performance": (90, True),
        "groups.output.points": (45, True),
        "groups.benefit.points": (22.5, True),
        "groups.satisfaction.points": (22.5, True),
    }


def test_a_harsher_rule_alone_changes_only_what_it_is_about() -> None:
    rule = "indicators.quantitative.higher_is_better=all-or-nothing"
    result = told(filing(), settings=[rule])
    (row,) = result.filings.iter_rows(named=True)
    assert row["after_total"] == 18 + 0 + 16 + 18 + 0
    assert (row["before_grade"], row["after_grade"]) == ("良", "差")
    (loss,) = result.report["losses"]
    assert {each["level3"] for each in loss["indicators"]} == {"培训场次", "学员满意度"}
    assert result.report["matrix"] == [{"before": "良", "after": "差", "filings": 1}]
    assert result.report["regraded"] == 1


def test_ranks_move_and_ties_are_counted() -> None:
    good = {
        **ROWS,
        "满意度指标（20分）": [("服务对象满意度指标", "学员满意度（20分）", "≥90%", "90%", "20")],
    }
    filings = [
        filing(1, executed="50", rows=ROWS),
        filing(2, executed="40", rows=good),
        filing(3, executed="40", rows=good),
    ]
    # 现行：20＋68＝88，16＋72＝88，88；换用（预算 0.2 分）：执行率不再要紧
    report = told(*filings, settings=["budget.weight=1"]).report
    assert report["ranks"]["tied_before"] == 3
    assert report["ranks"]["tied_after"] == 2
    (loser,) = [each for each in report["losses"] + report["gains"] if each["id"] == "f1"]
    assert (loser["rank_before"], loser["rank_after"]) == (1, 3)
    assert (loser["rank_in_group_before"], loser["rank_in_group_after"]) == (1, 3)


def test_what_cannot_be_compared_is_said_and_counted_apart() -> None:
    nothing = {"产出指标（80分）": [("数量指标", "培训场次", "≥12场", "", "")]}
    filings = [
        filing(1),
        filing(2, executed="无"),
        filing(3, rows={}),
        filing(4, rows=nothing),
    ]
    result = told(*filings, against="mof-2020")
    assert (result.report["filings"], result.report["compared"]) == (4, 1)
    assert sorted(each["filings"] for each in result.report["not_compared"]) == [1, 1, 1]
    assert result.filings["change"].null_count() == 3
    assert result.report["change"]["mean"] == 0.5


def test_the_rulebook_shown_in_the_guide_is_accepted(tmp_path: Any) -> None:
    guide = Path(__file__).parents[3] / "docs" / "simulate.md"
    lines = guide.read_text("utf-8").splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith("    id = "))
    rest = lines[first:]
    last = next(place for place, line in enumerate(rest) if line and not line.startswith("    "))
    draft = tmp_path / "yang-draft.toml"
    draft.write_text("\n".join(line.strip() for line in rest[:last]), "utf-8")
    (exchange,) = told(filing(), against=str(draft)).report["exchanges"]
    assert (exchange["after"]["id"], exchange["after"]["budget"]) == ("yang-draft", 10)
