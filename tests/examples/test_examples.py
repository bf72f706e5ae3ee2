"""The example documents: reproducible, in words of their own, true to the real figures."""

import os
import re
from decimal import Decimal
from pathlib import Path

import pytest

from examples import make

FOLDER = Path(make.__file__).parent
BATCH = "2021年度自评表汇编.txt"
MODEL = "示范.txt"
LONGEST_SHARED = 23
LONG_LINE = 45
NARRATIVES = ("偏差大或目标未完成原因分析", "改进措施及结果应用方案")


@pytest.fixture(scope="module")
def real() -> str:
    folder = os.environ.get("JIHENG_FILINGS")
    if not folder:
        pytest.skip("JIHENG_FILINGS is not set: it names the folder with the real forms (*.txt)")
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path(folder).glob("*.txt"))]
    assert texts, f"no *.txt in {folder}"
    return "\n".join(texts)


def bare(text: str) -> str:
    return "".join(text.split())


def forms_of(name: str) -> list[dict]:
    return [form for form in make.forms() if form["document"] == name]


def indicators(form: dict) -> list[list[str]]:
    rows = [row for group in form["groups"] for row in group["rows"]]
    return [row for row in rows if row[1]]


def amount(text: str) -> Decimal:
    """A budget cell in 万元: 680万, 6727625.90元, 20."""
    if text.endswith("元"):
        return Decimal(text.removesuffix("元")) / 10_000
    return Decimal(text.removesuffix("万"))


def cells(text: str) -> list[str]:
    """Every cell of a dump without its white space; the notes and headings left out."""
    tables = re.split(r"(?m)^备注：$|^附件1：$", text)
    return [bare(cell) for table in tables for cell in re.split(r"(?m)^\t", table)[1:]]


def facts(text: str) -> list[str]:
    """The cells but for the narratives, of which only remains whether they are blank."""
    found = cells(text)
    return [
        "blank" * (not cell) if before in NARRATIVES else cell
        for before, cell in zip(["", *found], found, strict=False)
    ]


def runs(text: str) -> set[str]:
    size = LONGEST_SHARED + 1
    return {text[at : at + size] for at in range(len(text) - size + 1)}


def test_the_generator_reproduces_the_committed_documents(tmp_path: Path) -> None:
    written = make.write(tmp_path)
    assert sorted(path.name for path in written) == sorted(p.name for p in FOLDER.glob("*.txt"))
    for path in written:
        assert path.read_bytes() == (FOLDER / path.name).read_bytes()


def test_sixteen_forms_and_a_model() -> None:
    assert [len(forms_of(name)) for name in (BATCH, MODEL)] == [16, 1]


def test_the_figures_add_up_to_the_real_ones() -> None:
    forms = forms_of(BATCH)
    assert sum(amount(form["budget"]["approved"]) for form in forms) == Decimal("2381.54")
    assert sum(amount(form["budget"]["executed"]) for form in forms) == Decimal("2168.208134")
    assert sum(len(indicators(form)) for form in forms) == 151


@pytest.mark.parametrize(
    ("index", "told"),
    [
        (1, ["80万元", "增加到90万元", "2021年6月23日", "2022年6月23日", "线上线下推广项目"]),
        (4, ["2021年12月20日", "12月10日"]),
        (5, ["2021年12月20日", "12月10日"]),
        (6, ["无偏差"]),
        (8, ["30万元", "20万元", "16万元"]),
        (9, ["80万元", "增加到90万元", "2022年6月"]),
        (13, ["98769.28元", "64.54%", "2020年"]),
        (14, ["635.23%", "单次活动推广曝光量"]),
    ],
)
def test_the_narratives_keep_what_checks_depend_on(index: int, told: list[str]) -> None:
    deviation = forms_of(BATCH)[index - 1]["deviation"]
    assert [fact for fact in told if fact not in deviation] == []


def test_shared_narratives_stay_shared() -> None:
    forms = forms_of(BATCH)
    assert forms[13]["improvement"] == forms[15]["improvement"]
    assert forms[3]["deviation"].replace("因此低", "因此偏低") == forms[4]["deviation"]
    assert forms[3]["improvement"].replace("项目进度", "项目实施进度") == forms[4]["improvement"]


def test_the_model_form_scores_right() -> None:
    (form,) = forms_of(MODEL)
    budget = form["budget"]
    assert Decimal(budget["executed"]) / Decimal(budget["approved"]) == Decimal("0.9620")
    assert Decimal(budget["score"]) == 20 * Decimal("0.9620")
    points = [Decimal(re.search(r"（(\d+)分）", row[1])[1]) for row in indicators(form)]
    assert sum(points) == 80
    scores = [Decimal(row[4]) for row in indicators(form)]
    assert scores == [points[0] * 114 / 120, *points[1:]]
    assert Decimal(form["total"]) == Decimal(budget["score"]) + sum(scores)


def test_no_sentence_is_the_real_forms(real: str) -> None:
    lines = real.split("\n")
    long = {line for line in (*lines, *map(bare, lines)) if len(line) > LONG_LINE}
    told = set().union(*map(runs, long))
    paths = [path for path in FOLDER.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    texts = {path.name: path.read_text(encoding="utf-8") for path in paths}
    shared = {name: told & (runs(text) | runs(bare(text))) for name, text in texts.items()}
    assert {name: sorted(found) for name, found in shared.items() if found} == {}


def test_every_fact_is_the_real_one(real: str) -> None:
    ours = (FOLDER / BATCH).read_text(encoding="utf-8")
    assert facts(ours) == facts(real)


@pytest.mark.parametrize("label", ["单位名称：", "填报日期："])
def test_units_and_dates_are_the_real_ones(real: str, label: str) -> None:
    def values(text: str) -> list[str]:
        lines = [line for line in text.split("\n") if "单位名称：" in line]
        return [re.search(rf"{label}\s*([^：\s]*)(?:\s|$)", line)[1] for line in lines]

    ours = (FOLDER / BATCH).read_text(encoding="utf-8")
    assert values(ours) == values(real)


def test_titles_are_the_real_ones(real: str) -> None:
    ours = (FOLDER / BATCH).read_text(encoding="utf-8")
    title = re.compile(r"(?m)^.*自评表$")
    assert title.findall(ours) == title.findall(real)


def test_a_form_with_nothing_is_rendered_as_nothing_but_its_annex() -> None:
    assert make.render({}) == "附件1：\n"
    assert make.render({"annex": ""}) == ""


def test_parts_left_out_leave_no_row() -> None:
    form = {
        "annex": "",
        "filled_on": "2022年3月1日",
        "implementing_unit": "甲科",
        "budget": {"approved": "1", "parts": [["其中：其他资金", "1", "", "", ""]]},
        "opinion": "",
        "notes": ["一", "二"],
    }
    text = make.render(form)
    assert text.startswith(
        "\u3000\u3000填报日期：2022年3月1日\n\t项目实施单位\n\t甲科\n\n\t预算执行\n"
    )
    assert "\t\n\t年度财政资金总额\n\t1\n\t\n\t\n\t\n\n\t\n\t其中：其他资金\n\t1\n" in text
    assert text.endswith("\t单位主要负责人\n签批意见\n\t\n\n备注：\n一\n二\n")


def test_merged_levels_become_empty_cells() -> None:
    groups = [{"label": "产出指标（40分）", "rows": [list("甲乙丙丁1"), ["", *"戊己庚2"]]}]
    text = make.render({"annex": "", "groups": groups, "columns": ["a", "b"], "performance": "x"})
    assert text == (
        "\tx\n\ta\n\tb\n\n"
        "\t\n\t产出指标（40分）\n\t甲\n\t乙\n\t丙\n\t丁\n\t1\n\n"
        "\t\n\t\n\t\n\t戊\n\t己\n\t庚\n\t2\n\n"
    )
