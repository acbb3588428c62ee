"""The 37 reporting authorities and the places that are theirs."""

from pathlib import Path

import pytest

from registry.authorities import AUTHORITIES, AuthoritiesError, load_authorities

LOADED = load_authorities()


def test_there_are_37_authorities():
    """31 provinces, five separately planned cities and the Corps report."""
    kinds = [authority.kind for authority in LOADED.all]
    assert [kinds.count(kind) for kind in ("province", "planned_city", "corps")] == [31, 5, 1]
    assert len({authority.name for authority in LOADED.all}) == 37


def test_an_authority_is_found_by_its_code():
    """A code gives its authority; any other is unknown."""
    assert LOADED.by_code("440300").name == "深圳市工业和信息化局"
    assert LOADED.names["660000"].startswith("新疆生产建设兵团")
    with pytest.raises(KeyError):
        LOADED.by_code("710000")


@pytest.mark.parametrize(
    ("place", "codes"),
    [
        ("杭州", "330000"),
        ("杭州市", "330000"),
        ("浙江省杭州市", "330000"),
        ("浙江杭州市余杭区", "330000"),
        ("宁波", "330200"),
        ("浙江省宁波市鄞州区", "330200"),
        ("深圳市南山区", "440300"),
        ("大连", "210200"),
        ("厦门市", "350200"),
        ("青岛市", "370200"),
        ("延边州", "220000"),
        ("延边朝鲜族自治州", "220000"),
        ("恩施", "420000"),
        ("巴音郭楞蒙古自治州", "650000"),
        ("阿克苏地区", "650000"),
        ("锡林郭勒", "150000"),
        ("海淀区", "110000"),
        ("北京市海淀区", "110000"),
        ("上海市", "310000"),
        ("仙桃", "420000"),
        ("济源市", "410000"),
        ("石河子市", "660000"),
        ("白杨市", "660000"),
        ("第八师", "660000"),
        ("新疆第一师阿拉尔市", "660000"),
        ("新疆生产建设兵团", "660000"),
        ("吉林市", "220000"),
        ("昆山市", "320000"),
    ],
)
def test_a_place_tells_its_authority(place, codes):
    """Short, full and compound names of a place give the one authority it belongs to."""
    assert LOADED.places.of(place) == {codes}


def test_an_ambiguous_place_tells_all_it_can_mean():
    """鼓楼区 lies in several provinces; a province's name may mean its planned city."""
    assert LOADED.places.of("鼓楼区") >= {"320000", "350000"}
    assert LOADED.places.of("广东省") == {"440000", "440300"}
    assert LOADED.places.of("海南") == {"460000", "630000"}
    assert LOADED.places.of("火星") == frozenset()


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ('divisions = ["12"]', 'divisions = ["11"]', "division 11 is claimed twice"),
        ('code = "120000"', 'code = "110000"', "a code stands twice"),
    ],
)
def test_a_file_that_contradicts_itself_stops(tmp_path: Path, was, now, said):
    """Two claims on one code or division stop the start, saying where."""
    path = tmp_path / "authorities.toml"
    path.write_text(AUTHORITIES.read_text(encoding="utf-8").replace(was, now), encoding="utf-8")
    with pytest.raises(AuthoritiesError, match=said):
        load_authorities(path)
