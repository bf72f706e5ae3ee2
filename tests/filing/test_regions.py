from __future__ import annotations

import polars as pl
import pytest

from jiheng.filing import regions


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("云汀区融媒体中心", "云汀区"),
        ("江城市云汀区教育局", "江城市云汀区"),
        ("河东省江城市云汀区教育局", "河东省江城市云汀区"),
        ("219001-栖霞镇人民政府", "栖霞镇"),
        ("【102】芦洲县北塘乡人民政府", "芦洲县"),
        ("云汀区栖霞街道办事处", "云汀区"),
        ("镇江市财政局", "镇江市"),
        ("乐山市市中区教育局", "乐山市市中区"),
        ("内蒙古自治区呼伦贝尔市鄂温克族自治旗财政局", "内蒙古自治区呼伦贝尔市鄂温克族自治旗"),
        ("恩施土家族苗族自治州利川市水利局", "恩施土家族苗族自治州利川市"),
        ("江城市市场监督管理局", "江城市"),
        ("江城经济技术开发区管理委员会", "江城经济技术开发区"),
        ("市场监督管理局", None),
        ("区教育局", None),
        ("县委办公室", None),
        ("金桂社区卫生服务中心", None),
        ("财政局", None),
        ("", None),
        ("办公室（综合科）", None),
    ],
)
def test_a_region_is_the_administrative_name_in_front(name: str, region: str | None) -> None:
    assert regions.of(name) == region


def test_the_unit_says_it_first_then_its_department_then_who_did_it() -> None:
    frame = pl.DataFrame(
        {
            "unit": ["云汀区图书馆", "图书馆", "图书馆", "图书馆"],
            "supervising_department": ["芦洲县文旅局", "芦洲县文旅局", "文旅局", ""],
            "implementing_unit": ["", "", "北塘乡文化站", "文化站"],
        }
    )
    told = frame.select(regions.region()).to_series().to_list()
    assert told == ["云汀区", "芦洲县", "北塘乡", "未注明"]
