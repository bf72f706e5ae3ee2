"""Narratives as units write them: made-up clauses, stock phrases, and copies with small changes.

About one text in twelve is boilerplate word for word, one in fifty a template with other numbers,
one in sixteen an earlier text with some words, numbers or clauses changed. The rest put two to six
clauses together out of a few patterns, so that texts which are not copies have much in common too.
"""

from __future__ import annotations

import random

import polars as pl

CAUSES = (
    "疫情 设备老化 政府采购程序 资金下达较晚 招投标推迟 人员变动 连续阴雨 施工图变更 "
    "供应商延迟供货 上级活动调整 征地拆迁进度 方案优化 审批手续较长 未到合同付款条件 "
    "验收结算未完成 价格下降 参加人数不足 场地限流 系统对接延期 培训计划压缩"
).split()
THINGS = (
    "农村公路 学校食堂 社区文化站 水库除险 老旧小区 广播电视 图书借阅 公共厕所 消防器材 "
    "垃圾分类 疫苗接种 养老护理 残疾人康复 就业培训 防汛抢险 林业病虫害 秸秆禁烧 数字档案 "
    "政务热线 食品抽检 环境监测 交通信号 路灯维护 绿化养护 桥梁检测 档案整理 妇幼保健 "
    "中小学体检 基层党建 法律援助 文物修缮 体育场馆 气象观测 动物防疫 农田水利 饮水安全 "
    "电商助农 招商推介 安全生产 统计普查"
).split()
DEEDS = (
    "采购 改造 维修 宣传 培训 巡查 检测 建设 更新 活动 补助发放 运行维护 专家评审 竣工验收 数据录入"
).split()
SYLLABLES = "东西南北中新旧高河湖山桥林石龙凤金银白青"
PLACES = "镇 乡 街道 村 社区 片区".split()
UNITS = "户 人 公里 处 台套 平方米".split()
FATES = "结转下年 已经取消 延至次年一季度 改由区级统筹".split()
DOERS = "科室 承办单位 施工方 第三方机构".split()
MATTERS = "前期调研 资料报送 过程管理 绩效监控".split()
FAULTS = "不够充分 不够及时 重视不足 衔接不畅".split()
ENDS = "未能按期完成 进度滞后 推迟到下半年实施 规模有所压缩 支付比例低于预期".split()
GOALS = "偏低 偏高 不够细化 与实际脱节".split()
STOCK = (
    "下一步加强预算编制管理，提高资金使用效益",
    "今后加强与财政部门沟通，加快支付进度",
    "主要是年初绩效目标设得不够科学合理",
    "没有其他偏差",
    "下年度按自评结果优化绩效目标和预算安排",
    "进一步细化绩效指标，做好绩效运行监控",
)
BOILERPLATE = (
    "本项目各项指标均已完成年初目标，没有偏差",
    "没有偏差，各项工作都按计划完成，资金支付合规及时",
    "该项目已按年初设定的绩效目标全部完成，不存在偏差情况",
)
FILLERS = "约 的 等 有关 按规定 相关".split()

Draw = random.Random


def narratives(count: int, seed: int = 1) -> pl.Series:
    """`count` texts that follow from the seed."""
    draw = Draw(seed)
    texts: list[str] = []
    while len(texts) < count:
        kind = draw.random()
        if kind < 0.08:
            texts.append(draw.choice(BOILERPLATE))
        elif kind < 0.10:
            texts.append(_template(draw))
        elif kind < 0.16 and texts:
            texts.append(_copied(draw, texts[draw.randrange(len(texts))]))
        else:
            texts.append("；".join(_clause(draw) for _ in range(draw.randint(2, 6))))
    return pl.Series("text", texts, dtype=pl.String)


def _template(draw: Draw) -> str:
    rate = f"{draw.randint(50, 99)}.{draw.randint(10, 99)}"
    return f"项目执行率为{rate}%，完成{draw.randint(1, 99)}项工作任务，各项绩效目标均已实现"


def _copied(draw: Draw, text: str) -> str:
    """The text with one to four small changes: a word or a number, something left out or put in."""
    for _ in range(draw.randint(1, 4)):
        at, kind = draw.randrange(len(text)), draw.random()
        if kind < 0.4:
            text = text[:at] + draw.choice(THINGS)[:2] + text[at + 2 :]
        elif kind < 0.7:
            text = text[:at] + text[at + draw.randint(1, 6) :] or text
        elif kind < 0.9:
            text = text[:at] + draw.choice(FILLERS) + text[at:]
        else:
            text = f"{text[:at]}{draw.randint(1, 99)}{text[at + 2 :]}"
    return text


def _clause(draw: Draw) -> str:
    pick = draw.choice
    work = pick(THINGS) + pick(DEEDS)
    place = pick(SYLLABLES) + pick(SYLLABLES) + pick(PLACES)
    patterns = (
        lambda: f"受{pick(CAUSES)}影响，{place}{work}{pick(ENDS)}",
        lambda: (
            f"年初预算{draw.randint(5, 900)}万元，实际支出{draw.randint(1, 900)}."
            f"{draw.randint(0, 99)}万元，执行率{draw.randint(40, 99)}.{draw.randint(10, 99)}%"
        ),
        lambda: f"{draw.randint(1, 12)}月因{pick(CAUSES)}，{work}少开展{draw.randint(1, 40)}次",
        lambda: f"{work}的目标值{pick(GOALS)}",
        lambda: f"其中{place}{draw.randint(2, 60)}{pick(UNITS)}{work}{pick(FATES)}",
        lambda: f"{pick(DOERS)}对{work}的{pick(MATTERS)}{pick(FAULTS)}",
        lambda: pick(STOCK),
    )
    return pick(patterns)()
