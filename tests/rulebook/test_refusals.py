"""Each way to get a rulebook wrong is refused with the file, the key and the mend."""

from collections.abc import Callable
from pathlib import Path

import pytest

from jiheng.rulebook import RulebookError, load, load_folder

Derived = Callable[..., Path]
Refused = Callable[[Path], tuple[tuple[str, str, str, str], ...]]


@pytest.mark.parametrize(
    ("body", "key", "message", "mend"),
    [
        ("[budget]\npionts = 20", "budget.pionts", "没有这个键", "是否要写 points"),
        ("[bugdet]\npoints = 20", "bugdet", "没有这个键", "是否要写 budget"),
        ("[budget]\ndigits = 2", "budget.digits", "没有这个键", "是否要写成 total.digits"),
        (
            '[budget]\n"备注" = 1',
            "budget.备注",
            "没有这个键",
            "这里可用的键有 points、formula、cap",
        ),
        (
            '[indicators.quantitative]\nequal = "proportionl"',
            "indicators.quantitative.equal",
            "不能写“proportionl”",
            "是否要写 proportional，可用的是 exact、proportional",
        ),
        (
            "[checks.T08]\nseverity = 3",
            "checks.T08.severity",
            "不能写3",
            "可用的是 error、warning、advice、off",
        ),
        (
            "[checks.T8]\nseverity = 'off'",
            "checks.T8",
            "写的是“T8”，格式不对",
            "请写检查项的编号，例如 T08",
        ),
        (
            '[total]\ndigits = "2"',
            "total.digits",
            "写的是“2”，类型不对",
            "这里要写一个整数，不加引号",
        ),
        ("[total]\ndigits = 9", "total.digits", "写的是9，超出范围", "不能大于 4"),
        ("[total]\npoints = nan", "total.points", "写的是nan，类型不对", "这里要写一个有限的数"),
        (
            "[form]\nweights_declared = 1",
            "form.weights_declared",
            "写的是1，类型不对",
            "这里要写true 或 false，不加引号",
        ),
        ("[groups.output]\nnames = []", "groups.output.names", "是空的", "请填写内容"),
        (
            "[groups.output]\nnames = '产出'",
            "groups.output.names",
            "写的是“产出”，类型不对",
            "这里要写一个列表，用方括号括起来",
        ),
        (
            "[groups]\nextra = 3",
            "groups.extra",
            "写的是3，类型不对",
            "这里要写一张表，写成 [表名] 再逐行写键",
        ),
        (
            "[groups.extra]\nrequired = true",
            "groups.extra.names",
            "缺少这个键",
            "请补上，含义见 docs/rulebooks.md 的键表",
        ),
        (
            "[deadline]\nmonth_day = '三月底'",
            "deadline.month_day",
            "写的是“三月底”，格式不对",
            "请写成 月-日，例如 03-31",
        ),
        (
            "[deadline]\nmonth_day = '02-29'",
            "deadline.month_day",
            "“02-29”不是每年都有的日子",
            "请写成 月-日，例如 03-31",
        ),
        (
            "[groups]\noutput.points = 40",
            "groups",
            "各一级指标分值 40＋30＋10＝80 分，与绩效指标的 90 分不符",
            "请改正各组的 points，使合计等于 total.performance",
        ),
        (
            "[budget]\npoints = 20",
            "total.performance",
            "预算执行 20 分加绩效指标 90 分，合计 110 分，不等于满分 100 分",
            "请改为 80，或改正 budget.points",
        ),
        (
            "[indicators.qualitative]\npartly_from = 0.9",
            "indicators.qualitative.partly_from",
            "部分达成档下限 0.9 不低于达成档下限 0.8",
            "请改小这个值",
        ),
        (
            "[grades]\nbands = [{grade = '优', low = 80}, {grade = '良', low = 90}, "
            "{grade = '差', low = 0}]",
            "grades.bands",
            "各等级的下限没有从高到低排列",
            "请按 90、80、60、0 的次序书写",
        ),
        (
            "[grades]\nbands = [{grade = '优', low = 80}, {grade = '差', low = 60}]",
            "grades.bands",
            "最低一档的下限是 60，再低的总分没有等级",
            "请把最低一档的 low 写成 0",
        ),
        (
            "[groups.benefit]\nnames = ['效益指标', '产出']",
            "groups",
            "“产出”是两个一级指标的写法，分不清",
            "请只留一处",
        ),
        (
            "[groups.output.level2]\nspeed = { names = ['时效'] }",
            "groups.output.level2",
            "“时效”写了两处，分不清",
            "请只留一处",
        ),
        (
            "[weights]\nheavy_indicator = 15\ncites = 'artcle'",
            "weights.heavy_indicator",
            "没有名为“artcle”的依据",
            "是否要写“article”",
        ),
        (
            "[weights]\nheavy_indicator = 15\n"
            "cites = { others = 'article', group_gap = 'article' }",
            "weights.cites",
            "给“group_gap”写了依据，表里却没有这个键",
            "请核对键名，或删去这一项",
        ),
    ],
)
def test_one_problem(
    derived: Derived, refused: Refused, body: str, key: str, message: str, mend: str
) -> None:
    path = derived(body)
    assert refused(path) == ((str(path), key, message, mend),)


def test_the_message_is_a_sentence_with_file_key_and_mend(derived: Derived) -> None:
    path = derived("[budget]\npionts = 20")
    with pytest.raises(RulebookError) as caught:
        load(str(path))
    assert str(caught.value) == f"{path} 的 budget.pionts：没有这个键；是否要写 points。"


def test_every_problem_is_reported(derived: Derived, refused: Refused) -> None:
    body = """
[total]
zzz = 1
[indicators.quantitative]
strict = "never"
[groups]
output.points = 40
[grades]
bands = [{ grade = "优", low = 80 }]
"""
    assert [key for _, key, _, _ in refused(derived(body))] == [
        "total.zzz",
        "indicators.quantitative.strict",
        "groups",
        "grades.bands",
    ]


def test_missing_citation(tmp_path: Path, refused: Refused) -> None:
    path = tmp_path / "例省.toml"
    path.write_text(
        """
id = "lisheng-2024"
name = "例省"
authority = "例省财政厅"
document = "例"
extends = "mof-2020"
[fiscal_years]
first = 2024
[budget]
points = 10
cites = "article"
[citations]
article = { clause = "第三条", text = "规定" }
""",
        "utf-8",
    )
    mend = '请在所在的表里写 cites = "依据代号"，并在 [citations] 里写明出处'
    assert refused(path) == ((str(path), "fiscal_years.first", "没有写依据", mend),)


def test_missing_clause(derived: Derived, refused: Refused) -> None:
    path = derived()
    path.write_text(path.read_text("utf-8").replace('clause = "第三条", ', ""), "utf-8")
    mend = "请补上，含义见 docs/rulebooks.md 的键表"
    assert refused(path) == ((str(path), "citations.article.clause", "缺少这个键", mend),)


def test_identity_is_never_inherited(tmp_path: Path, refused: Refused) -> None:
    path = tmp_path / "x.toml"
    path.write_text('extends = "mof-2020"\n', "utf-8")
    assert [key for _, key, _, _ in refused(path)] == [
        "id",
        "name",
        "authority",
        "document",
        "fiscal_years",
    ]


def test_years_run_backward(derived: Derived, refused: Refused) -> None:
    path = derived()
    path.write_text(
        path.read_text("utf-8").replace("first = 2024", "first = 2024\nlast = 2022"), "utf-8"
    )
    assert [(key, message) for _, key, message, _ in refused(path)] == [
        ("fiscal_years.last", "终止年度 2022 早于起始年度 2024")
    ]


@pytest.mark.parametrize("last", ["2021", "2023"])
def test_overlapping_years(derived: Derived, last: str) -> None:
    older = derived(name="a.toml")
    older.write_text(
        older.read_text("utf-8")
        .replace("first = 2024", f"first = 2020\nlast = {last}")
        .replace("lisheng-2024", "lisheng-2020"),
        "utf-8",
    )
    newer = derived(name="b.toml")
    newer.write_text(newer.read_text("utf-8").replace("first = 2024", "first = 2022"), "utf-8")
    if last == "2021":
        assert [r.id for r in load_folder(newer.parent)] == ["lisheng-2020", "lisheng-2024"]
        return
    with pytest.raises(RulebookError) as caught:
        load_folder(newer.parent)
    assert [(p.file, p.key, p.message, p.mend) for p in caught.value.problems] == [
        (
            str(newer),
            "fiscal_years",
            "例省财政厅的“lisheng-2020”与“lisheng-2024”适用年度重叠",
            '请给前一个写 fiscal_years.last，或在后一个里写 replaces = "lisheng-2020"'
            "，并让它的起始年度更晚",
        )
    ]


def test_same_id_twice(derived: Derived) -> None:
    older, newer = derived(name="a.toml"), derived(name="b.toml")
    newer.write_text(newer.read_text("utf-8").replace("例省财政厅", "另省财政厅"), "utf-8")
    with pytest.raises(RulebookError) as caught:
        load_folder(newer.parent)
    assert [(p.file, p.key, p.message) for p in caught.value.problems] == [
        (str(newer), "id", f"代号“lisheng-2024”在 {older} 里已经用过")
    ]


def test_a_folder_tells_the_problems_of_all_its_files(derived: Derived) -> None:
    one = derived("[budget]\npionts = 20", name="a.toml")
    other = derived("[total]\ndigits = 9", name="b.toml")
    with pytest.raises(RulebookError) as caught:
        load_folder(one.parent)
    assert [(p.file, p.key) for p in caught.value.problems] == [
        (str(one), "budget.pionts"),
        (str(other), "total.digits"),
    ]


def test_cyclic_extends(derived: Derived, refused: Refused) -> None:
    one, other = derived(name="a.toml"), derived(name="b.toml")
    one.write_text(one.read_text("utf-8").replace('"mof-2020"', '"b-1"'), "utf-8")
    text = other.read_text("utf-8").replace('"mof-2020"', '"lisheng-2024"')
    other.write_text(text.replace('id = "lisheng-2024"', 'id = "b-1"'), "utf-8")
    circle = "沿用关系绕成了一圈（lisheng-2024 → b-1 → lisheng-2024）"
    assert refused(one) == ((str(other), "extends", circle, "请断开其中一处 extends"),)


def test_unknown_base(derived: Derived, refused: Refused) -> None:
    path = derived()
    path.write_text(path.read_text("utf-8").replace("mof-2020", "mof-1999"), "utf-8")
    mend = "请核对代号，或把它放进同一文件夹"
    assert refused(path) == ((str(path), "extends", "找不到代号为“mof-1999”的计分办法", mend),)


def test_a_broken_base_is_blamed_on_its_own_file(derived: Derived, refused: Refused) -> None:
    base = derived("[total]\ndigits = 9", name="a.toml")
    path = derived(name="b.toml")
    text = path.read_text("utf-8").replace('"mof-2020"', '"lisheng-2024"')
    path.write_text(text.replace('id = "lisheng-2024"', 'id = "b-1"'), "utf-8")
    assert [(file, key) for file, key, _, _ in refused(path)] == [(str(base), "total.digits")]


@pytest.mark.parametrize(
    ("top", "message", "mend"),
    [
        (
            'remove = ["groups.costs"]',
            "沿用的办法里没有“groups.costs”，无从去掉",
            "请核对键名或删去这一项",
        ),
        ('remove = "groups.cost"', "不是键名的列表", '请写成 remove = ["groups.cost"] 的样子'),
    ],
)
def test_remove(derived: Derived, refused: Refused, top: str, message: str, mend: str) -> None:
    path = derived(top=top)
    assert refused(path) == ((str(path), "remove", message, mend),)


@pytest.mark.parametrize(
    ("content", "message", "mend"),
    [
        (b"id = \n", "第 1 行第 6 列不合 TOML 写法", "请检查这里的引号、等号和方括号"),
        (b"[a]\nb = 1\nb = 2\n", "第 3 行第 6 列的键或表写了两遍", "请只留一处"),
        (b"[a]\n[a]\n", "第 2 行第 3 列的键或表写了两遍", "请只留一处"),
        ("id = '例'".encode("gb18030"), "不是 UTF-8 编码的文本", "请用文本编辑器另存为 UTF-8"),
        (
            b"a = " + b"[" * 100_000,
            "不合 TOML 写法，嵌套过深或数字过长",
            "请照 docs/rulebooks.md 的示例书写",
        ),
        (
            b"a = " + b"1" * 100_000,
            "不合 TOML 写法，嵌套过深或数字过长",
            "请照 docs/rulebooks.md 的示例书写",
        ),
    ],
)
def test_not_toml(
    tmp_path: Path, refused: Refused, content: bytes, message: str, mend: str
) -> None:
    path = tmp_path / "坏.toml"
    path.write_bytes(content)
    assert refused(path) == ((str(path), "", message, mend),)


def test_missing_file(tmp_path: Path, refused: Refused) -> None:
    path = tmp_path / "无.toml"
    assert refused(path) == ((str(path), "", "没有这个文件", "请核对路径和文件名"),)


def test_folder_for_a_file(tmp_path: Path, refused: Refused) -> None:
    path = tmp_path / "夹.toml"
    path.mkdir()
    mend = "请写出其中某个 .toml 文件"
    assert refused(path) == ((str(path), "", "这是文件夹，不是文件", mend),)


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="没有这个文件夹"):
        load_folder(tmp_path / "无")


def test_unknown_id() -> None:
    with pytest.raises(RulebookError) as caught:
        load("mof-2021")
    assert str(caught.value) == (
        "mof-2021：没有这个代号的计分办法；是否要写 mof-2020，"
        "可用的有 hubei-2021、mof-2020、sichuan-2023，也可以写 .toml 文件的路径。"
    )


@pytest.mark.parametrize(
    "body",
    [
        "budget = 5",
        "citations = 'x'",
        "citations = []",
        "extends = 3",
        "id = 3",
        "groups = []",
        "checks = 1",
        "cites = 3",
        "template = []",
        "fiscal_years = [1]",
        "[citations]\narticle = 'x'",
        "[[budget]]\npoints = 1",
        "[total]\nperformance = 1e999",
        "[total]\nperformance = 99999999999999999999999999999999999999999999999999",
        "[budget.points]\nx = 1",
        '[""]\n"" = 1',
        "[deadline]\nmonth_day = '99-99'",
    ],
)
def test_nonsense_is_refused_and_never_crashes(tmp_path: Path, refused: Refused, body: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(body, "utf-8")
    assert all(file and message and mend for file, _, message, mend in refused(path))
