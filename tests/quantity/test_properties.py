"""What holds for any text and any number."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import example, given, settings
from hypothesis import strategies as st

from jiheng.quantity import (
    Quantity,
    against,
    compatible,
    is_bound,
    lower_is_better,
    mentions,
    read,
    read_amount,
    read_date,
    read_rate,
    read_score,
    split_points,
    tier_of,
)
from jiheng.quantity.lexicon import lexicon
from jiheng.quantity.numbers import chinese
from jiheng.quantity.units import kind, known_units, unit_named

PIECES = st.sampled_from(
    [
        *"0123456789.,%‰()（）-/+~～至到万亿千百十一二三零点半两年月日号底前后内每第约余成",
        *"\n\t\u3000\0²½①√≥≤<>=＝《》",
        *(
            "不低于",
            "以上",
            "以内",
            "完成",
            "未完成",
            "增长",
            "若干",
            "无投诉",
            "小时",
            "个",
            "万元",
        ),
        *("2021年", "12月", "第三季度", "上半年", "次月", "百分之", "1e9", "XX", "分", "次/月"),
    ]
)
CELLS = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(exclude_categories=[]), max_size=12),
    st.lists(PIECES, max_size=10).map("".join),
)
HUGE = [
    piece * (1_000_000 // len(piece))
    for piece in (
        "1",
        "(",
        "）",
        " ",
        "1,",
        "万",
        "一",
        "1%",
        "1月",
        "百分之",
        "-",
        "（XX分）",
        "1元",
        "1.1",
    )
]


def everything(text: str, other: str) -> Quantity:
    q, target = read(text), read(other)
    against(q, target)
    compatible(q, target)
    tier_of(q, target)
    is_bound(q)
    lower_is_better(text, target)
    amount, rate, score, date = (
        read_amount(text),
        read_rate(text),
        read_score(text),
        read_date(text),
    )
    assert amount.text == rate.text == score.text == date.text == text
    assert date.complete is (date.iso() is not None)
    split_points(text)
    for m in mentions(text):
        assert text[m.start : m.end] == m.text
    return q


@settings(max_examples=200, deadline=None)
@given(CELLS, CELLS)
@example("≥1个，≤3套", "12月上半年")
@example("\ud800", "\udfff5个")
def test_any_text_has_a_meaning_and_is_kept(text: str, other: str) -> None:
    q = everything(text, other)
    assert q.text == text
    assert q.nature in ("quantitative", "qualitative", "blank")
    assert (q.value is not None) == (q.base is not None) == (q.nature == "quantitative")
    assert (q.upper is None) == (q.upper_base is None)
    if q.upper is not None and q.value is not None:
        assert q.upper >= q.value
    if q.nature == "blank":
        assert q == Quantity(text, "blank")


def test_a_million_characters_are_kept() -> None:
    for text in HUGE:
        assert everything(text, "5个").text is text


def test_a_short_cell_in_much_white_space() -> None:
    text = " " * 100_000 + "≥90%" + "\n" * 100_000
    assert (read(text).value, read(text).comparator, read(text).text) == (90, ">=", text)


SIGNS = {
    ">=": ["≥", ">=", "≧", "＞＝", "不低于", "不少于", "至少", "大于等于"],
    ">": [">", "＞", "大于", "超过", "高于"],
    "<=": ["≤", "<=", "≦", "＜＝", "不高于", "不超过", "至多", "小于等于"],
    "<": ["<", "＜", "小于", "低于"],
    "=": ["=", "＝", "等于"],
    None: [""],
}
FULL = str.maketrans("0123456789.,%-", "０１２３４５６７８９．，％－")
PLAIN = {
    "%",
    "个",
    "次",
    "套",
    "小时",
    "分钟",
    "万元",
    "元",
    "米",
    "亩",
    "吨",
    "次/月",
    "元/人",
    "",
}
DECIMALS = st.decimals(min_value=0, max_value=10**9, places=None, allow_nan=False).map(
    lambda value: value.quantize(Decimal("0.0001")).normalize()
)


@settings(max_examples=200, deadline=None)
@given(st.data(), DECIMALS, st.sampled_from(sorted(PLAIN)))
def test_printed_numbers_are_read_back(data: st.DataObject, value: Decimal, unit: str) -> None:
    comparator = data.draw(st.sampled_from(list(SIGNS)))
    sign = data.draw(st.sampled_from(SIGNS[comparator]))
    number = f"{value:,f}" if data.draw(st.booleans()) else f"{value:f}"
    gap = data.draw(st.sampled_from(["", " ", "\u3000"]))
    text = f"{sign}{gap}{number}{gap}{unit}"
    if data.draw(st.booleans()):
        text = text.translate(FULL)
    q = read(text)
    assert (q.nature, q.comparator) == ("quantitative", comparator)
    assert (q.value, q.unit) == (float(value), unit or None)
    assert q.decimals == len(f"{value:f}".partition(".")[2])


@settings(max_examples=200, deadline=None)
@given(
    DECIMALS,
    DECIMALS,
    st.sampled_from(["-", "～", "~", "至", "—"]),
    st.sampled_from(["%", "个", "天"]),
)
def test_printed_ranges_are_read_back(a: Decimal, b: Decimal, dash: str, unit: str) -> None:
    low, high = sorted((a, b))
    for text in (f"{low:f}{dash}{high:f}{unit}", f"{low:f}{unit}{dash}{high:f}{unit}"):
        q = read(text)
        assert (q.value, q.upper, q.unit, q.comparator) == (float(low), float(high), unit, None)


def in_chinese(value: int) -> str:
    """A whole number below a trillion as a Chinese numeral."""
    if value == 0:
        return "零"
    text = ""
    for scale, word in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section, value = divmod(value, scale)
        if section:
            gap = text and section < 1000
            text += ("零" if gap else "") + _section(section) + word
        elif text and value and not text.endswith("零"):
            text += "零"
    return text.replace("零零", "零")


def _section(value: int) -> str:
    text, skipped = "", False
    for place, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, place)
        if digit:
            text += ("零" if skipped and text else "") + "零一二三四五六七八九"[digit] + word
        skipped = not digit
    return text


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**12 - 1))
@example(10)
@example(100_000_001)
@example(20_010)
def test_chinese_numerals_are_read_back(value: int) -> None:
    assert chinese(in_chinese(value)) == value


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 99_999), st.sampled_from(["个", "次", "%", "小时"]))
def test_chinese_numerals_in_cells(value: int, unit: str) -> None:
    text = f"百分之{in_chinese(value)}" if unit == "%" else f"不少于{in_chinese(value)}{unit}"
    q = read(text)
    assert (q.value, q.unit) == (value, unit)


MEASURES = [
    (dimension, name) for dimension, listed in lexicon()["units"].items() for name in listed
]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(MEASURES), st.sampled_from(MEASURES), st.integers(1, 1899))
def test_conversion_inside_a_dimension(
    one: tuple[str, str], other: tuple[str, str], value: int
) -> None:
    a, b = unit_named(one[1]), unit_named(other[1])
    assert (kind(a.name) == kind(b.name)) is (one[0] == other[0])
    if one[0] == other[0]:
        exact = Fraction(value) * Fraction(a.times) / Fraction(a.over)
        there = exact * Fraction(b.over) / Fraction(b.times)
        assert there * Fraction(b.times) / Fraction(b.over) == exact
        reached, goal = against(read(f"{value}{a.name}"), read(f"≥{value}{b.name}"))
        assert reached == float(exact)
        assert goal == float(Fraction(value) * Fraction(b.times) / Fraction(b.over))


def test_every_spelling_of_a_unit_is_read() -> None:
    for spelling, unit in known_units().items():
        if spelling not in ("月", "里", "T"):
            q = read(f"≥5{spelling}")
            assert (q.value, q.unit, q.dimension) == (5, unit.name, unit.dimension), spelling


MONEY = st.decimals(min_value=-(10**8), max_value=10**10, places=6, allow_nan=False)


@settings(max_examples=200, deadline=None)
@given(MONEY, st.sampled_from([("", 1), ("万元", 1), ("元", 10**4), ("万", 1)]), st.booleans())
def test_amounts_agree_with_decimals(value: Decimal, unit: tuple[str, int], grouped: bool) -> None:
    word, divisor = unit
    text = f"{value:,f}" if grouped else f"{value:f}"
    amount = read_amount(text + word)
    assert amount.value == float(value / divisor)
    assert (amount.unit, amount.decimals) == (word or None, 6)


@settings(max_examples=200, deadline=None)
@given(st.decimals(min_value=0, max_value=2000, places=2, allow_nan=False))
def test_rates_agree_with_decimals(value: Decimal) -> None:
    signed, bare = read_rate(f"{value}%"), read_rate(f"{value}")
    assert (signed.value, signed.percent_sign, signed.decimals) == (float(value), True, 2)
    ratio = 0 < value <= Decimal("1.5")
    assert (bare.value, bare.ratio) == (float(value * 100 if ratio else value), ratio)


@settings(max_examples=200, deadline=None)
@given(
    st.decimals(min_value=0, max_value=100, places=3, allow_nan=False), st.sampled_from(["", "分"])
)
def test_scores_agree_with_decimals(value: Decimal, unit: str) -> None:
    score = read_score(f"\n{value}{unit} ")
    assert (score.value, score.decimals) == (float(value), 3)


@settings(max_examples=200, deadline=None)
@given(st.dates())
def test_dates_are_read_back(date: object) -> None:
    year, month, day = (int(part) for part in str(date).split("-"))
    if not 1900 <= year <= 2099:
        year = 1900 + year % 200
        day = min(day, 28)
    iso = f"{year:04}-{month:02}-{day:02}"
    for text in (
        iso,
        f"{year}.{month}.{day}",
        f"{year}年{month}月{day}日",
        f"{year}/{month}/{day}",
    ):
        assert read_date(text).iso() == iso
        assert read(f"{text}前").deadline == iso


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 100), st.sampled_from(["产出指标", "采购（二期）", "与社会平均成本的比"]))
def test_points_are_read_back(points: int, name: str) -> None:
    for label in (f"{name}（{points}分）", f"{name}\n({points})", f"{name} （ {points} 分 ）"):
        assert split_points(label) == (name, points, False)
