"""Filings at random for the official forms: short and long texts, 1 to 80 indicators."""

from __future__ import annotations

import random
from typing import Any

from jiheng.filing.contract import from_builtins
from jiheng.filing.model import Filing

WORDS = "水库灌区渠道学校课桌社区医院门诊道路桥梁公园图书档案培训巡查维护宣传安全设备更新验收满意"
GROUPS = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
TARGETS = (
    "≥120场",
    "≤30分钟",
    "＝6台",
    "95%",
    "≥90%",
    "12月底前",
    "建立健全",
    "1.5万次",
    "98%-100%",
)
ACTUALS = ("120场", "28分钟", "6", "96.5%", "完成", "达成预期指标", "/", "完成81.25%")
OPTIONS = {
    "category": ["部门预算项目", "区直专项"],
    "attribute": ["持续性项目", "新增性项目"],
    "kind": ["常年性项目", "一次性项目"],
}
RULEBOOKS = {"hubei": "hubei-2021", "national": "mof-2020", "sichuan": "sichuan-2023"}


def words(chance: random.Random, least: int, most: int) -> str:
    return "".join(chance.choices(WORDS, k=chance.randint(least, most)))


def prose(chance: random.Random) -> str:
    """A narrative of no to five lines, some of them long."""
    return "\n".join(
        f"{number}.{words(chance, 4, 90)}，完成{chance.randint(1, 99)}%。"
        for number in range(1, chance.randint(0, 5) + 1)
    )


def amount(chance: random.Random) -> str:
    return f"{chance.uniform(0.5, 90000):.{chance.randint(0, 4)}f}"


def filing(number: int, layout: str) -> Filing:
    """Filing `number` of a layout; the same number gives the same filing."""
    chance = random.Random(f"{layout}-{number}")
    national = layout != "hubei"
    groups = list(GROUPS)[: chance.randint(1, 3)]
    count = chance.choice((1, 2, 3, 5, 8, 9, 12, 20, 40, 80))
    homes = sorted(chance.choices(range(len(groups)), k=count))
    groups = [groups[home] for home in sorted(set(homes))]
    homes = [sorted(set(homes)).index(home) for home in homes]
    project = words(chance, 3, 30) + "项目"
    title = (
        f"2023年度{project[:12]}自评表" if layout == "hubei" else "项目支出绩效自评表（2023年度）"
    )
    raw: dict[str, Any] = {
        "id": "generated",
        "template": layout,
        "rulebook": RULEBOOKS[layout],
        "title": title,
        "fiscal_year": 2023,
        "unit": words(chance, 4, 12) + "局",
        "filled_on_text": "2024年2月6日",
        "project": project,
        "supervising_department": f"{chance.randint(100, 999)}-{words(chance, 3, 8)}局",
        "implementing_unit": words(chance, 3, 20) + "中心",
        "budget": {
            "unit": "万元",
            "approved_text": amount(chance),
            "executed_text": amount(chance),
            "rate_text": f"{chance.uniform(1, 100):.2f}%",
            "weight_text": "10" if national else "预算执行\n情况（万元）\n（20分）",
            "score_text": f"{chance.uniform(1, 10):.2f}",
        },
        "performance_weight": 90 if national else 80,
        "performance_weight_text": f"绩效指标\n（{90 if national else 80}分）",
        "groups": [{"text": f"{group}（{chance.randint(5, 50)}分）"} for group in groups],
        "indicators": [row(chance, home, layout, groups[home]) for home in homes],
        "total_text": f"{chance.uniform(50, 100):.2f}",
        "deviation": prose(chance),
        "improvement": prose(chance),
        "opinion": chance.choice(("", "情况属实，同意上报。")),
        "signature": chance.choice(("", "方示例")),
        "signed_on_text": "2024年2月8日",
        "notes": chance.choice(
            ("", f"备注：\n1.{words(chance, 5, 60)}。\n2.{words(chance, 5, 60)}。")
        ),
    }
    if layout == "hubei":
        raw |= {
            "options": OPTIONS,
            "category": chance.choice(([], ["区直专项"], ["部门预算项目", "区直专项"])),
            "kind": ["一次性项目"],
        }
    else:
        raw |= {"goal": prose(chance), "goal_actual": prose(chance), "total_weight_text": "100"}
        raw["budget"] |= {
            "initial_text": amount(chance),
            "lines": [
                {
                    "label": label,
                    "initial_text": amount(chance),
                    "approved_text": amount(chance),
                    "executed_text": amount(chance),
                    "rate_text": "100%",
                    "weight_text": "/",
                    "score_text": "/",
                }
                for label in ("其中：财政拨款", "上年结转资金", "其他资金")[: chance.randint(0, 3)]
            ],
        }
    if layout == "sichuan":
        raw |= {
            "project_code": f"5109232{chance.randint(10**12, 10**13 - 1)}",
            "conclusion": prose(chance),
        }
    return from_builtins(raw)


def row(chance: random.Random, home: int, layout: str, level1: str) -> dict[str, Any]:
    points = chance.randint(1, 20)
    national = layout != "hubei"
    return {
        "group": home,
        "level2_text": chance.choice(GROUPS[level1]),
        "level3_text": words(chance, 2, 25) + ("" if national else f"（{points}分）"),
        "target": {"text": chance.choice(TARGETS)},
        "actual": {"text": chance.choice(ACTUALS)},
        "weight_text": str(points) if national else "",
        "score_text": f"{chance.uniform(0, points):.2f}",
        "deviation": words(chance, 0, 40) if national else "",
    }
