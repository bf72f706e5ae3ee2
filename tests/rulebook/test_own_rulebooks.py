"""A person writes the rulebook of another province from docs/rulebooks.md, without code."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from jiheng.rulebook import all_rulebooks, choose, ids, load, load_folder
from jiheng.rulebook.frames import grade_bands, groups, level2, parameters
from jiheng.rulebook.pages import page

DOCS = Path(__file__).parents[2] / "docs" / "rulebooks.md"
NATIONAL = ("全年预算数", "全年执行数", "年度指标值", "偏差原因分析及改进措施")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The examples of the guide, each in a file of its own."""
    for text in re.findall(r"```toml\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL):
        name = re.search(r'^id = "(.+)"$', text, re.MULTILINE)
        assert name is not None
        (tmp_path / f"{name[1]}.toml").write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def at_hand(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The guide's examples in one of two folders that the environment names."""
    other = tmp_path_factory.mktemp("empty")
    monkeypatch.setenv("JIHENG_RULEBOOKS", os.pathsep.join([str(other), str(folder)]))
    return folder


def test_the_guide_is_current() -> None:
    text = DOCS.read_text("utf-8")
    assert page(text) == text


def test_the_guide_shows_two_rulebooks(folder: Path) -> None:
    assert [r.id for r in load_folder(folder)] == ["lisheng-2024", "yangsheng-2023"]


def test_derived_in_a_few_lines(folder: Path) -> None:
    rulebook = load(str(folder / "lisheng-2024.toml"))
    row = parameters([rulebook]).row(0, named=True)
    assert (row["budget_points"], row["performance_points"]) == (20, 80)
    assert row["explain_rate_below"] == 0.9
    assert row["tier_partly_low"] == 0.6
    assert groups([rulebook])["points"].to_list() == [40, 25, 15, None]
    assert rulebook.extends == "mof-2020"
    assert rulebook.template == "national"
    assert rulebook.recognise_marks == load("mof-2020").recognise_marks


def test_derived_values_keep_their_own_citations(folder: Path) -> None:
    rulebook = load(str(folder / "lisheng-2024.toml"))
    assert rulebook.citation("budget").startswith("例财绩〔2024〕1号第三条：")
    assert rulebook.citation("execution").startswith("例财绩〔2024〕1号第五条：")
    assert rulebook.citation("qualitative") == load("mof-2020").citation("qualitative")


def test_written_from_scratch(folder: Path) -> None:
    rulebook = load(str(folder / "yangsheng-2023.toml"))
    row = parameters([rulebook]).row(0, named=True)
    assert (row["lower"], row["equal"]) == ("all-or-nothing", "exact")
    assert (row["over_threshold"], row["over_then"]) == (1.2, "reduce")
    assert (row["level2_must_add_up"], row["cost_default"]) == (True, 5)
    assert (row["digits"], row["explain_rate_below"]) == (2, 0.8)
    assert groups([rulebook])["level1"].to_list() == [
        "成本指标",
        "产出指标",
        "效益指标",
        "满意度指标",
    ]
    assert level2([rulebook]).filter("expected")["level2"].to_list() == [
        "数量指标",
        "质量指标",
        "时效指标",
    ]
    assert grade_bands([rulebook])["low"].to_list() == [95, 85, 60, 0]
    assert rulebook.checks["W05"].severity == "off"
    assert rulebook.deadline is not None
    assert rulebook.deadline.month_day == "03-31"
    assert rulebook.citation("rounding").startswith("通行做法：")


def test_found_by_id_in_the_folders(at_hand: Path) -> None:
    assert ids()[-2:] == ("lisheng-2024", "yangsheng-2023")
    assert load("lisheng-2024").name == "例省项目支出绩效自评"
    assert [r.id for r in all_rulebooks()] == list(ids())


def test_recognised_by_its_words(at_hand: Path) -> None:
    assert choose(NATIONAL, 2024, "例省某县财政局") == "lisheng-2024"
    assert choose(NATIONAL, 2024, "样省某县财政局") == "yangsheng-2023"
    assert choose(NATIONAL, 2024, "某县财政局") == "mof-2020"


def test_a_file_with_byte_order_mark(folder: Path) -> None:
    path = folder / "lisheng-2024.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load(str(path)).id == "lisheng-2024"


def test_remove_takes_out_what_the_base_says(derived: Callable[..., Path]) -> None:
    rulebook = load(str(derived(top='remove = ["groups.cost", "groups.output.level2.cost"]')))
    assert groups([rulebook])["level1"].to_list() == ["产出指标", "效益指标", "满意度指标"]
    assert not any(key.startswith("groups.cost") for key in rulebook.sources)


def test_checks_are_overridden(derived: Callable[..., Path]) -> None:
    body = '[checks.T08]\nseverity = "advice"\nthresholds = { ratio = 1.2 }'
    override = load(str(derived(body))).checks["T08"]
    assert override.severity == "advice"
    assert override.thresholds == {"ratio": 1.2}


def test_a_new_edition_ends_the_one_it_replaces(
    derived: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = derived(top='replaces = "mof-2020"')
    path.write_text(path.read_text("utf-8").replace("例省财政厅", "财政部"), "utf-8")
    monkeypatch.setenv("JIHENG_RULEBOOKS", str(path.parent))
    years = {r.id: (r.fiscal_years.first, r.fiscal_years.last) for r in all_rulebooks()}
    assert years["mof-2020"] == (2020, 2023)
    assert years["lisheng-2024"] == (2024, None)
    assert load("mof-2020").fiscal_years.last is None
    assert choose(NATIONAL, 2023) == "mof-2020"
    assert choose(NATIONAL, 2024) == "lisheng-2024"
