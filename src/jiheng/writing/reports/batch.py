"""The report on a batch: how it stands, unit by unit, what is commonly wrong, and each form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jiheng.writing import place, severity, verdict
from jiheng.writing.figure import plain
from jiheng.writing.reports.content import Bars, Block, Heading, Listing, Text, numbered
from jiheng.writing.statement import predicate, statement

Report = Mapping[str, Any]

TITLE = "项目支出绩效自评审核报告"
SCORES = (("90分及以上", 90.0), ("80至90分", 80.0), ("60至80分", 60.0), ("60分以下", float("-inf")))
RATES = (
    *(("100%及以上", 100.0), ("95%至100%", 95.0), ("90%至95%", 90.0), ("80%至90%", 80.0)),
    *(("50%至80%", 50.0), ("50%以下", float("-inf"))),
)
"""Bands with their lower ends, included."""
COMMONEST = 12
GRAVE = ("error", "warning")
BY = {
    "unit": "单位",
    "supervising_department": "主管部门",
    "implementing_unit": "实施单位",
    "category": "项目类别",
}


def content(report: Report, rolled: Report) -> list[Block]:
    """The report on what `jiheng check` and `jiheng rollup` say of the same batch."""
    parts = (
        ("总体情况", _overall(report)),
        (f"各{BY[rolled['by']]}情况", _groups(rolled)),
        ("常见问题", _common(report)),
        ("说明雷同的自评表", _alike(report)),
        ("各表的错误和警告", _forms(report)),
    )
    blocks: list[Block] = [Heading(TITLE, 0)]
    for number, (title, part) in enumerate(
        ((title, found) for title, each in parts if (found := list(each))), 1
    ):
        blocks += [Heading(numbered(1, number) + title, 1), *part]
    return blocks


def _overall(report: Report) -> Iterator[Block]:
    filings = report["filings"]
    judged = Counter(verdict.verdict(filing).outcome for filing in filings)
    counts = report["summary"]
    units = len({filing["unit"] for filing in filings if filing["unit"]})
    approved, executed = (
        sum(filing["budget"][name] or 0 for filing in filings) for name in ("approved", "executed")
    )
    rate = f"，执行率{executed / approved * 100:.2f}%" if approved else ""
    yield Text(
        f"本次共审核自评表{len(filings)}份，涉及{units}个单位；预算数合计{_amount(approved)}万元，"
        f"执行数合计{_amount(executed)}万元{rate}。"
    )
    told = "，".join(f"{o}{judged[o]}份" for o in verdict.OUTCOMES.values() if judged[o])
    yield Text(
        f"发现错误{counts['error']}处、警告{counts['warning']}处、建议{counts['advice']}处。{told}。"
    )
    for document in report["documents"]:
        if document["status"] == "unreadable":
            problem = statement(document["findings"][0]) if document["findings"] else ""
            yield Text(f"{document['path']}没有读出来：{problem}。")
    if filings:
        totals = [f["total_claimed"] for f in filings if f["total_claimed"] is not None]
        rates = [f["budget"]["rate"] for f in filings if f["budget"]["rate"] is not None]
        yield _spread("填报总分的分布（份）", totals, SCORES)
        yield _spread("预算执行率的分布（份）", rates, RATES)


def _spread(title: str, values: Sequence[float], bands: Sequence[tuple[str, float]]) -> Bars:
    counts = Counter(next(name for name, low in bands if value >= low) for value in values)
    return Bars(title, tuple((name, counts[name], str(counts[name])) for name, _ in bands))


def _amount(value: float | None) -> str:
    return "" if value is None else f"{round(value, 6):,.6f}".rstrip("0").rstrip(".")


def _figure(value: float | None, ending: str = "") -> str:
    return "" if value is None else f"{value:.2f}{ending}"


def _groups(rolled: Report) -> Iterator[Block]:
    rows = tuple(
        (
            plain(group["key"]),
            str(group["filings"]),
            _figure(group["approved"]),
            _figure(group["executed"]),
            _figure(group["rate"], "%"),
            _figure(group["total"]),
            _figure(group["mean_total"]),
            plain(group["grade"]),
            *(str(group["findings"][degree]) for degree in severity.WORDS),
        )
        for group in rolled["groups"]
    )
    heads = (
        *(BY[rolled["by"]], "份数", "预算数", "执行数", "执行率", "汇总得分", "平均得分", "等级"),
        *severity.WORDS.values(),
    )
    yield Text("金额单位为万元。汇总得分是先汇总完成情况再计分，平均得分是各表总分按资金加权平均。")
    yield Listing(heads, rows, (20, 6, 12, 12, 10, 9, 9, 6, 6, 6, 6), tuple(range(1, 11)))


def _common(report: Report) -> Iterator[Block]:
    found = [
        (finding["code"], finding["title"], finding["severity"], number)
        for number, filing in enumerate(report["filings"])
        for finding in filing["findings"]
    ]
    if not found:
        return
    titles = {code: title for code, title, _, _ in found}
    degrees = {code: degree for code, _, degree, _ in found}
    counts = Counter(code for code, *_ in found)
    forms = {code: len({n for other, *_, n in found if other == code}) for code in counts}
    most = counts.most_common(COMMONEST)
    yield Bars(
        f"出现最多的{len(most)}种问题（处）",
        tuple((f"{code} {titles[code]}", count, str(count)) for code, count in most),
    )
    rows = tuple(
        (code, severity.WORDS[degrees[code]], titles[code], str(count), str(forms[code]))
        for code, count in most
    )
    yield Listing(("代码", "级别", "问题", "处数", "涉及份数"), rows, (10, 10, 54, 12, 14), (3, 4))


NARRATIVES = {"deviation": "偏差原因分析", "improvement": "改进措施", "conclusion": "评价结论"}


def _alike(report: Report) -> Iterator[Block]:
    """Narratives that are nearly the same, side by side."""
    by_id = {filing["id"]: filing for filing in report["filings"]}
    for finding in report["findings"]:
        field = finding["where"]["field"]
        shown = [by_id[each] for each in finding["filings"][:2] if each in by_id]
        if finding["code"] != "X01" or field not in NARRATIVES or len(shown) < 2:
            continue
        more = len(finding["filings"]) - 2
        besides = f"，另有{more}份也相同" if more > 0 else ""
        yield Text(f"{NARRATIVES[field]}：{statement(finding)}{besides}。")
        texts = tuple(plain(filing[field]) for filing in shown)
        yield Listing(tuple(map(verdict.title, shown)), (texts,), (50, 50))


def _forms(report: Report) -> Iterator[Block]:
    number = 0
    for filing in sorted(report["filings"], key=_worst):
        grave = [f for f in filing["findings"] if f["severity"] in GRAVE]
        if not grave:
            continue
        number += 1
        yield Heading(numbered(2, number) + verdict.title(filing), 2)
        claimed, computed = filing["total_claimed"], filing["total"]
        yield Text(
            f"{plain(filing['unit']) or '（未填单位）'}，{verdict.verdict(filing).words}；"
            f"填报总分{_figure(claimed) or '未填'}，核算{_figure(computed) or '无从核算'}。"
        )
        yield findings(grave)


def findings(found: Sequence[dict[str, Any]]) -> Listing:
    """The table of some findings: where, what, how to mend."""
    rows = tuple(
        (
            f"{finding['code']}\n{severity.WORDS[finding['severity']]}",
            place.words(finding["where"]),
            predicate(finding),
            plain(finding["advice"]),
        )
        for finding in place.in_form_order(list(found))
    )
    return Listing(("代码", "位置", "问题", "改法"), rows, (8, 24, 40, 28))


def _worst(filing: Report) -> tuple[int, int]:
    counts = severity.count(filing["findings"])
    return -counts["error"], -counts["warning"]
