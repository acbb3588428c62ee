"""Registered addresses: golden cases of what is one address, what is another, what is none."""

import pytest

from registry.policy.domiciles import domicile, may_be_one

PROVINCES = frozenset(
    {
        "浙江",
        "浙江省",
        "上海",
        "上海市",
        "北京",
        "北京市",
        "广西",
        "广西壮族自治区",
        "吉林",
        "吉林省",
    }
)
HERE = "浙江省杭州市西湖区文一路1号"


def is_one(one: str, other: str) -> bool:
    """Whether two addresses may be one, whichever is read first."""
    first, second = domicile(one, PROVINCES), domicile(other, PROVINCES)
    assert first is not None
    assert second is not None
    assert may_be_one(first, second) is may_be_one(second, first)
    return may_be_one(first, second)


@pytest.mark.parametrize(
    "said",
    [
        HERE,
        "浙江省 杭州市 西湖区 文一路 １ 号",
        "杭州市西湖区文一路1号",
        "浙江杭州市西湖区文一路1号",
        "杭州市文一路1号",
        "文一路1号",
        "西湖区文一路1号3幢201室",
        "浙江省杭州市西湖区西溪街道文一路1号（自主申报）",
        "杭州市西湖区文一路1号[一照多址]",
        "浙江省杭州市拱墅区文一路1号",
        "浙江省杭州市西湖区",
        "浙江省杭州市余杭县文一路1号",
    ],
)
def test_one_address_in_other_words(said):
    """Spaces, width, brackets, a province, city, county or room more or less; counties renamed."""
    assert is_one(HERE, said)


@pytest.mark.parametrize(
    "said",
    [
        "浙江省杭州市西湖区文二路1号",
        "浙江省杭州市西湖区文一路11号",
        "浙江省杭州市西湖区文一路2号",
        "浙江省宁波市鄞州区文一路1号",
        "宁波市文一路1号",
        "上海市西湖区文一路1号",
        "浙江省宁波市",
        "桂林市恭城瑶族自治县恭城镇1号",
    ],
)
def test_another_address(said):
    """Another street, number, city or province is another address."""
    assert not is_one(HERE, said)


def test_a_number_is_read_whole():
    """文一路1 is no part of 文一路18号, nor 1号院甲楼 of 11号院甲楼."""
    assert not is_one("文一路1", "文一路18号")
    assert not is_one("1号院甲楼", "文一路11号院甲楼")
    assert is_one("文一路1", "文一路1")


def test_a_short_rest_is_compared_whole():
    """Two signs stand in too many addresses to be looked for."""
    assert not is_one("杭州市甲村", "杭州市文一路甲村")
    assert is_one("杭州市甲村", "浙江省杭州市甲村")


def test_a_province_named_like_a_city_is_not_that_city():
    """A county-level city and the city above it are no two cities."""
    assert is_one("浙江省金华市义乌市福田路99号", "义乌市福田路99号")
    assert is_one("吉林省吉林市松江路1号", "吉林市松江路1号")
    assert not is_one("吉林省长春市松江路1号", "吉林省吉林市松江路1号")


@pytest.mark.parametrize("said", ["", "无", "不详", "—", "（略）", "1号"])
def test_words_that_say_of_no_place(said):
    """Where no place is named nothing is read."""
    assert domicile(said, PROVINCES) is None
