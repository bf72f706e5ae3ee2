"""The schema of a rulebook: every key a rulebook may hold, what it means and what it allows.

A rulebook names formulas, it never writes them. Points are points of the total, fractions are
fractions (0.8 is 80%). The titles and descriptions here are printed in docs/rulebooks.md.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Spellings = Annotated[
    tuple[Annotated[str, Field(min_length=1)], ...], Field(strict=False, min_length=1)
]
Labels = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(strict=False)]


def key(title: str, description: str = "", unit: str = "", **limits: Any) -> Any:
    """Describe one key: its Chinese title, what it means, the unit of its value, its limits."""
    return Field(title=title, description=description, json_schema_extra={"unit": unit}, **limits)


FormField = Literal[
    "unit",
    "filled_on",
    "project",
    "supervising_department",
    "implementing_unit",
    "category",
    "attribute",
    "kind",
    "opinion",
]


class Section(BaseModel):
    """A table of a rulebook; unknown keys and loose types are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Citation(Section):
    """Where a value comes from: the clause, and what it says in our own words."""

    clause: str = key("出处", "文件名称和条款，或者“表下备注2”之类的位置", min_length=1)
    text: str = key("内容", "用自己的话概括，不照抄原文", min_length=1)


class FiscalYears(Section):
    """The fiscal years that an edition covers, both ends included."""

    first: int = key("起始年度", "第一个适用的预算年度", "年度", ge=2000, le=2100)
    last: int | None = key(
        "终止年度", "最后一个适用的预算年度；仍在执行的不写", "年度", default=None, ge=2000, le=2100
    )

    def __contains__(self, year: int) -> bool:
        """Tell whether the edition covers the fiscal year."""
        return self.first <= year and (self.last is None or year <= self.last)


class Form(Section):
    """What the official form prints."""

    weights_declared: bool = key("指标分值列", "表上是否逐项填写指标分值（权重）")
    fields: Annotated[tuple[FormField, ...], Field(strict=False)] = key(
        "必填栏目", "表上印有、必须填写的栏目"
    )


class Budget(Section):
    """How budget execution earns its points."""

    points: float = key("预算执行分值", "预算执行率占多少分", "分", ge=0, le=100)
    formula: Literal["proportional"] = key("预算执行计分", "怎样由执行率得分")
    cap: float = key("预算执行得分上限", "最多得分值的几倍", "倍", ge=1, le=2)


class Total(Section):
    """The whole and how scores are printed."""

    points: float = key("满分", "全表满分", "分", gt=0)
    performance: float = key("绩效指标分值", "全部绩效指标合计多少分", "分", gt=0)
    digits: int = key("得分小数位", "得分保留几位小数", "位", ge=0, le=4)
    rounding: Literal["half-up", "down"] = key("得分取舍", "保留小数时怎样取舍")


class OverAchievement(Section):
    """From where an actual is far above its target, and what follows."""

    threshold: float = key("超额完成界限", "完成值达到目标值的几倍算超额较多", "倍", gt=1, le=10)
    then: Literal["nothing", "flag", "explain", "reduce"] = key(
        "超额完成的处理", "达到界限以后怎么办"
    )


class Quantitative(Section):
    """How a measured indicator is scored."""

    higher_is_better: Literal["proportional", "all-or-nothing"] = key(
        "正向指标", "目标值为 ≥X 的，未完成时怎样得分"
    )
    lower_is_better: Literal["proportional", "all-or-nothing"] = key(
        "反向指标", "目标值为 ≤X 的，超出时怎样得分"
    )
    equal: Literal["exact", "proportional"] = key("等值指标", "目标值为 =X 的，不相等时怎样得分")
    strict: Literal["inclusive", "exclusive"] = key("大于、小于", "目标值为 >X、<X 的，恰好等于 X")
    zero_target: Literal["met-or-nothing", "trust"] = key(
        "目标值为零", "目标值是 0、不能按比例计算时怎样得分"
    )
    cap: float = key("指标得分上限", "单项得分最多为权重的几倍", "倍", ge=1, le=2)
    over_achievement: OverAchievement = key("超额完成")


class Qualitative(Section):
    """The tiers of an indicator answered in words, as fractions of its weight."""

    achieved_from: float = key(
        "达成档下限", "达成预期的，至少得权重的多少（含）；上限为全部权重", "比例", gt=0, le=1
    )
    partly_from: float = key(
        "部分达成档下限", "部分达成的，至少得权重的多少（含）；以下为未达成", "比例", ge=0, lt=1
    )


class Indicators(Section):
    """How indicators are scored."""

    quantitative: Quantitative = key("定量指标")
    qualitative: Qualitative = key("定性指标")


class Weights(Section):
    """What is asked of the weights that a unit sets."""

    level2_must_add_up: bool = key(
        "二级指标分值须等于所属三级之和", "表上写了二级指标分值时是否核对"
    )
    heavy_indicator: float = key("单项分值偏重", "一项指标超过多少分就提示", "分", gt=0)
    group_gap: float = key("一级指标分值偏离", "与规定分值相差多少分就提示", "分", gt=0)
    cost_default: float | None = key(
        "默认成本指标",
        "没有成本指标时可以套用默认的，最多占多少分；不允许的不写",
        "分",
        default=None,
        gt=0,
    )


class Explanations(Section):
    """What must be explained, and in how many characters."""

    below_weight: bool = key("扣分须说明", "得分低于权重时是否必须说明原因")
    rate_below: float = key("执行率须说明", "预算执行率低于多少必须说明原因", "比例", gt=0, le=1)
    adjustment: bool = key("预算调整须说明", "年中调整预算是否必须说明原因")
    narrative_limit: int | None = key(
        "文字说明字数", "结论、问题、改进措施各自最多多少字；不限的不写", "字", default=None, gt=0
    )
    adjustment_limit: int | None = key(
        "调整原因字数", "预算调整等原因最多多少字；不限的不写", "字", default=None, gt=0
    )


class Level2(Section):
    """A level-2 indicator by its accepted spellings, the official one first."""

    names: Spellings = key("写法", "第一个是规范名称，其余是认可的写法")
    expected: bool = key("应当设置", "缺少时是否提示", default=False)


class Group(Section):
    """A level-1 group of indicators."""

    names: Spellings = key("写法", "第一个是规范名称，其余是认可的写法")
    points: float | None = key("分值", "规定的分值；没有统一规定的不写", "分", default=None, gt=0)
    required: bool = key("必设", "缺少这一组时是否提示")
    level2: dict[str, Level2] = key(
        "二级指标", "每个二级指标一张小表，代号自取", default_factory=dict
    )


class Band(Section):
    """A grade and the lowest total that earns it."""

    grade: str = key("等级", min_length=1)
    low: float = key("下限", "达到这个总分（含）即为本等级", "分", ge=0)


class Grades(Section):
    """The grade bands, best first."""

    bands: Annotated[tuple[Band, ...], Field(strict=False, min_length=1)] = key(
        "等级", "从高到低，每档写等级和下限（含），最低一档下限为 0"
    )


class Aggregation(Section):
    """How several projects' indicators become one."""

    absolute: Literal["sum"] = key("绝对值汇总", "数量、金额等怎样汇总")
    relative: Literal["funds-weighted"] = key("相对值汇总", "百分比、平均数等怎样汇总")
    limits: Literal["sum", "funds-weighted"] = key(
        "时限汇总", "响应时间、工期等以时间计量、越短越好的怎样汇总"
    )
    qualitative: Literal["funds-weighted"] = key("定性得分汇总", "定性指标得分怎样汇总")
    funds: Literal["approved", "executed"] = key("资金权重", "加权用的资金额")


class Deadline(Section):
    """The day of the following year by which the form is due."""

    month_day: str = key("报送时限", "次年的月-日，例如 03-31", pattern=r"^\d{2}-\d{2}$")


class Recognise(Section):
    """By what a form is known to belong to this rulebook."""

    marks: Labels = key("表格标记", "只有这种表才印的栏目名称；空格、全角半角不论", default=())
    words: Labels = key("文字标记", "标题、单位、备注里出现即支持本办法的词", default=())


class Override(Section):
    """What a rulebook changes about one check."""

    severity: Literal["error", "warning", "advice", "off"] | None = key(
        "轻重", "改成什么；不改的不写", default=None
    )
    thresholds: dict[str, float] = key("界限", "该项检查自己的界限", default_factory=dict)


TOPICS: Mapping[str, tuple[str, ...]] = {
    "budget": ("budget.points",),
    "quantitative": ("indicators.quantitative.higher_is_better",),
    "higher": ("indicators.quantitative.higher_is_better",),
    "lower": ("indicators.quantitative.lower_is_better",),
    "equal": ("indicators.quantitative.equal",),
    "strict": ("indicators.quantitative.strict",),
    "zero_target": ("indicators.quantitative.zero_target",),
    "over_achievement": ("indicators.quantitative.over_achievement.then",),
    "qualitative": ("indicators.qualitative.partly_from",),
    "weights": ("total.performance",),
    "heavy": ("weights.heavy_indicator",),
    "groups": ("groups.output.points", "groups.output.required", "groups"),
    "grades": ("grades.bands",),
    "explanations": ("explanations.below_weight",),
    "execution": ("explanations.rate_below",),
    "aggregation": ("aggregation.absolute",),
    "rounding": ("total.digits",),
    "form": ("form.weights_declared",),
    "deadline": ("deadline.month_day",),
}


class Rulebook(Section):
    """The scoring rules (计分办法) of one authority and edition, each value with its citation."""

    id: Slug = key("代号", "小写字母、数字和连字符，全局唯一")
    name: str = key("名称", min_length=1)
    authority: str = key("制定单位", min_length=1)
    document: str = key("文号", "制定依据的文号", min_length=1)
    extends: str | None = key("沿用", "没有写的都照这个代号的办法", default=None)
    replaces: str | None = key("接替", "从本办法起始年度起不再执行的旧办法的代号", default=None)
    template: Slug = key("表样", "采用哪一种官方表样：其 Word 模板的名称")
    fiscal_years: FiscalYears = key("适用年度")
    form: Form = key("表样内容")
    total: Total = key("总分")
    budget: Budget = key("预算执行")
    indicators: Indicators = key("指标计分")
    weights: Weights = key("指标权重")
    groups: dict[str, Group] = key("一级指标", "每个一级指标一张表，代号自取", min_length=1)
    explanations: Explanations = key("原因说明")
    grades: Grades = key("评价等级")
    aggregation: Aggregation = key("汇总")
    deadline: Deadline | None = key("时限", default=None)
    recognise: Recognise = key("识别", default_factory=Recognise)
    checks: dict[Annotated[str, Field(pattern=r"^[A-Z]\d{2}$")], Override] = key(
        "检查", "对个别检查项另定轻重或界限", default_factory=dict
    )
    citations: dict[str, Citation] = key("依据", "每条依据一张小表，代号自取")

    _sources: dict[str, Citation] = PrivateAttr(default_factory=dict)

    def __hash__(self) -> int:
        """Hash by the id, so that what follows from a rulebook can be cached."""
        return hash(self.id)

    def model_post_init(self, context: Any, /) -> None:
        """Take the citation of each value, by dotted key, from the validation context."""
        self._sources.update((context or {}).get("sources", {}))

    @property
    def sources(self) -> Mapping[str, Citation]:
        """The citation of each value, by its dotted key ("budget.points")."""
        return self._sources

    @property
    def recognise_marks(self) -> tuple[str, ...]:
        """The labels whose presence in a form speaks for this rulebook."""
        return self.recognise.marks

    @property
    def satisfaction_optional(self) -> bool:
        """Whether a filing may leave satisfaction out."""
        group = self.groups.get("satisfaction")
        return group is None or not group.required

    def source(self, topic: str) -> Citation | None:
        """Find the citation of a topic of TOPICS, or of a dotted key or table of the schema."""
        for dotted in TOPICS.get(topic, (topic,)):
            if dotted in self._sources:
                return self._sources[dotted]
            inside = (c for k, c in self._sources.items() if k.startswith(f"{dotted}."))
            if found := next(inside, None):
                return found
        return None

    def citation(self, topic: str) -> str:
        """Cite a topic in one readable line: the clause, then what it says.

        Where the rulebook is silent on the topic, the line names its document and says so.
        """
        found = self.source(topic)
        return f"{found.clause}：{found.text}" if found else f"{self.document}：没有写明这一项"
