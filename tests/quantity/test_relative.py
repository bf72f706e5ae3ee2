"""Which numbers may be added up across projects."""

from __future__ import annotations

import pytest

from jiheng.quantity.relative import is_relative


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("新媒体推广留存率", "%"),
        ("新媒体推广留存率", ""),
        ("知识水平提高", "%"),
        ("单个产品曝光量", ""),
        ("单次活动推广曝光量", "次"),
        ("巡查频次", "次/月"),
        ("人均纯收入", "元"),
        ("服务对象满意度", ""),
        ("设计团队打分", ""),
        ("设备使用年限", "年"),
        ("核心设备正常使用", "年"),
        ("噪声", "分贝"),
        ("氨氮浓度", "mg/L"),
        ("亩均产量", "公斤/亩"),
    ],
)
def test_rates_averages_and_levels_are_not(name: str, unit: str) -> None:
    assert is_relative(name, unit)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("维护设备及系统数量", "套"),
        ("发行数量", "份"),
        ("培训次数", "次/年"),
        ("新建道路", "公里"),
        ("道路长度", ""),
        ("收入", "万元"),
        ("志愿服务时长", "小时"),
        ("新增用户数", ""),
        ("率先建成试点", "个"),
        ("", ""),
    ],
)
def test_numbers_and_amounts_are(name: str, unit: str) -> None:
    assert not is_relative(name, unit)
