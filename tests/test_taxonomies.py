"""The editions of fields and directions."""

import shutil
from pathlib import Path

import pytest

from registry.taxonomies import TAXONOMIES, TaxonomyError, latest_taxonomy, load_taxonomies


def test_both_editions_ship_and_the_newest_is_taken():
    """2024 and 2025 are there; 2025 has its six fields and 其他."""
    assert list(load_taxonomies()) == ["2024", "2025"]
    latest = latest_taxonomy()
    assert (latest.edition, len(latest.fields)) == ("2025", 7)
    assert latest.has_field("共性需求")


def test_a_direction_knows_its_field():
    """A direction is found through spaces; one nobody lists is unknown."""
    taxonomy = latest_taxonomy()
    assert taxonomy.direction("石化 化工").field == "原材料工业"
    assert taxonomy.direction("石油化工类") is None


def test_nothing_of_2024_is_confirmed():
    """The 2024 lists are not public, so nothing is held against a row for them."""
    directions = load_taxonomies()["2024"].directions
    assert [one.name for one in directions if one.confirmed] == ["其他（自填）"]


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ('edition = "2025"', 'edition = "2026"', "holds edition"),
        ('"钢铁"', '"石化化工"', "stand twice"),
    ],
)
def test_an_edition_that_contradicts_itself_stops(tmp_path: Path, was, now, said):
    """A file of another edition, or a direction listed twice, stops the start."""
    path = Path(shutil.copy(TAXONOMIES / "2025.toml", tmp_path))
    path.write_text(path.read_text(encoding="utf-8").replace(was, now), encoding="utf-8")
    with pytest.raises(TaxonomyError, match=said):
        load_taxonomies(tmp_path)
