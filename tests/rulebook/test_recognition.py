import pytest

from jiheng.rulebook import choose

HUBEI = ["项目名称", "预算数（A）", "执行数（B）", "执行率（B/A）", "得分\n（20分*执行率）",
         "年初目标值（A）", "实际完成值（B）"]  # fmt: skip
NATIONAL = ["年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "年度指标值", "实际完成值",
            "偏差原因分析及改进措施"]  # fmt: skip
SICHUAN = ["预算执行情况(10分)", "年初预算", "调整后预算数", "指标性质", "指标值", "度量单位",
           "完成值", "权重", "未完成原因分析"]  # fmt: skip


@pytest.mark.parametrize(
    ("labels", "year", "expected"),
    [
        (HUBEI, 2021, "hubei-2021"),
        (HUBEI, None, "hubei-2021"),
        (HUBEI, 2030, "hubei-2021"),
        (["预算数(A)", "执 行 数\n(B)"], 2021, "hubei-2021"),
        (NATIONAL, 2022, "mof-2020"),
        (["全年预算数（A）", "全年执行数（B）", "执行率（B/A）", "年度指标值"], 2019, "mof-2020"),
        (SICHUAN, 2023, "sichuan-2023"),
        (["预算执行情况（１０分）", "指标性质"], 2022, "sichuan-2023"),
        ([], 2021, "mof-2020"),
        (["姓名", "电话"], None, "mof-2020"),
    ],
)
def test_choose(labels: list[str], year: int | None, expected: str) -> None:
    assert choose(labels, year) == expected


def test_marks_go_before_words() -> None:
    assert choose(SICHUAN, 2021, "湖北省某局") == "sichuan-2023"


def test_words_decide_where_no_mark_is_printed() -> None:
    assert choose([], 2021, "依据：鄂财绩发〔2020〕3号") == "hubei-2021"
