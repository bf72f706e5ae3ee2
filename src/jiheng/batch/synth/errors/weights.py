"""W: points that are missing, do not add up, or are oddly spread."""

from __future__ import annotations

from collections.abc import Generator

from jiheng.batch.synth.errors.arithmetic import met
from jiheng.batch.synth.errors.case import Case, Row, said, variants, wrong

Steps = Generator[None, None, None]


@wrong("W01", "指标都没有写分值")
def _unweighted(case: Case) -> Steps:
    case.need(not case.layout.weight_column)
    case.note("weight", 0, "写明", "没有写")
    for row in case.rows:
        row["points_in_names"] = False
    yield


def label(case: Case, group: int, points: int) -> None:
    """Other points in the label of a group."""
    row = next(row for row in case.rows if row["group"] == group)
    case.groups[group] = f"{row['level1']}（{points}分）"
    case.note("group", 0, f"{row['level1']}（{row['group_points']}分）", case.groups[group])


@variants("W02", {"差两分": 2, "差五分": 5, "差一分": 1})
def _labels_shifted(case: Case, by: int) -> Steps:
    case.need(case.layout.points_on_groups)
    yield
    points = {row["group"]: row["group_points"] for row in case.rows}
    label(case, 0, points[0] + by)
    label(case, 1, points[1] - by)


@variants("W02", {"两项分值在组间挪动": 1, "挪动两分": 2})
def _weights_shifted(case: Case, by: int) -> Steps:
    case.need(case.layout.points_on_groups)
    gains = case.pick(lambda row: row["group"] == 0 and met(row))
    loses = case.pick(lambda row: row["group"] == 1 and met(row) and row["weight"] > by * 100)
    case.note(
        "weight", gains["row"], said(gains["weight"] // 100), said(gains["weight"] // 100 + by)
    )
    gains["weight"] += by * 100
    loses["weight"] -= by * 100
    yield


@variants(
    "W03",
    {"多五分": 5, "少十分": -10, "多两分": 2},
    leads_to=["W02", "A07", "W04"],
)
def _groups_off(case: Case, by: int) -> Steps:
    case.need(case.layout.points_on_groups)
    yield
    points = {row["group"]: row["group_points"] for row in case.rows}
    group = case.choose([group for group in points if points[group] + by > 0])
    label(case, group, points[group] + by)


@variants(
    "W03", {"分值和标签都多五分": 5, "分值和标签都少六分": -6}, leads_to=["A07", "W04", "W05"]
)
def _weights_off(case: Case, by: int) -> Steps:
    row = case.pick(lambda row: met(row) and row["weight"] + by * 100 >= 100)
    row["weight"] += by * 100
    for each in case.rows:
        if each["group"] == row["group"]:
            each["group_points"] += by
    case.note("group", 0, "", f"{by:+}分")
    yield


@variants("W04", {"产出多二十分": 20, "产出多十五分": 15, "产出多十分": 10}, leads_to=["W05"])
def _groups_far(case: Case, by: int) -> Steps:
    case.need(case.layout.points_on_groups)
    output = [row for row in case.rows if row["group"] == 0]
    benefit = [row for row in case.rows if row["group"] == 1]
    taken = spread(benefit, -by)
    spread(output, taken)
    case.note("group", 0, "", f"产出指标多{taken}分")
    yield


def spread(rows: list[Row], points: int) -> int:
    """Add points to rows as evenly as they go, or take them; how many it came to."""
    done = 0
    step = 1 if points > 0 else -1
    for turn in range(abs(points)):
        row = rows[turn % len(rows)]
        if row["weight"] + step * 100 >= 100:
            row["weight"] += step * 100
            done += 1
    for row in rows:
        row["group_points"] = sum(each["weight"] for each in rows) // 100
    return done


@variants("W05", {"二十五分": 2500, "二十二分": 2200, "三十分": 3000}, leads_to=["W04"])
def _heavy(case: Case, weight: int) -> Steps:
    row = case.pick(lambda row: row["group"] == 0)
    others = [r for r in case.rows if r["group"] == 0 and r is not row]
    rest = row["group_points"] - weight // 100
    case.need(rest >= len(others) > 0)
    case.note("weight", row["row"], said(row["weight"] // 100), said(weight // 100))
    row["weight"] = weight
    for place, each in enumerate(others):
        each["weight"] = (rest // len(others) + (place < rest % len(others))) * 100
    yield


@wrong("W06", "分值为零", leads_to=["W05"])
def _weightless(case: Case) -> Steps:
    row, other = two_of_a_group(case)
    other["weight"] += row["weight"]
    case.note("weight", row["row"], said(row["weight"] // 100), "0")
    row["weight"] = 0
    yield


@variants("W06", {"分值为负": 2, "分值为负五": 5}, leads_to=["W05", "A05", "A06", "A07", "A10"])
def _negative(case: Case, points: int) -> Steps:
    case.need(case.layout.weight_column)
    row, other = two_of_a_group(case)
    other["weight"] += row["weight"] + points * 100
    row["weight"] = 0
    yield
    case.fill(row, "weight_said", f"-{points}")
    row["weight_text"] = f"-{points}"


def two_of_a_group(case: Case) -> tuple[Row, Row]:
    """Two met rows of one group; raises Unfit."""
    row = case.pick(
        lambda row: (
            met(row)
            and any(r is not row and r["group"] == row["group"] and met(r) for r in case.rows)
        )
    )
    return row, case.pick(lambda r: r is not row and r["group"] == row["group"] and met(r))
