"""The rulebook: what it holds, and what it refuses to load."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from registry.policy.rulebook import (
    NoSuchProvisionError,
    Programme,
    RulebookError,
    load_rulebook,
)
from registry.policy.vocabulary import WindowKind

HEAD = '[programme]\nid = "made_up"\ntitle = "试"\nissuer = "某厅"\n'
CRITERION = """
[[criterion]]
id = "staff"
clause = "一1"
phrase = "不少于5人"
since = 2026-01-01
rule = "at_least"
fact = "full_time_staff"
threshold = 5
"""
WINDOW = """
[[window]]
id = "adjustment"
clause = "二"
phrase = "6月、12月最后5个工作日"
since = 2026-01-01
days = 5
months = [6, 12]
"""
CONSEQUENCE = """
[[consequence]]
id = "ground"
clause = "三"
phrase = "移出"
since = 2026-01-01
effective = "decision"
ban_years = 3
"""
WAYS = """
[[criterion]]
id = "ways"
clause = "一2"
phrase = "至少1项"
since = 2026-01-01
rule = "any_at_least"
alternatives = [{ fact = "major_results_verified", threshold = 1 }]
"""
INCOME = """
[[criterion]]
id = "income"
clause = "一3"
phrase = "1000万元或5%"
since = 2026-01-01
rule = "income_or_share"
threshold = 1000
percent = 5
income_years = [{ income = "service_income_last_year", of = "host_main_business_income_last_year" }]
"""
LEFT_OUT = """
[[not_modelled]]
clause = "四"
phrase = "其他"
why = "另行规定"
"""
WHOLE = HEAD + CRITERION + WINDOW + CONSEQUENCE + WAYS + INCOME + LEFT_OUT
ON = date(2026, 6, 1)


@pytest.fixture
def load(tmp_path: Path) -> Callable[[str], Programme]:
    """Return a loader of one made-up programme."""

    def loaded(text: str) -> Programme:
        (tmp_path / "made_up.toml").write_text(text, encoding="utf-8")
        return load_rulebook(tmp_path).programme("made_up")

    return loaded


def test_a_duty_may_give_a_number_of_months(load: Callable[[str], Programme]) -> None:
    """Three months as Yunnan 19 has it; without the key there is no number."""
    duty = CONSEQUENCE.replace("consequence", "duty").replace('effective = "decision"\n', "")
    given = load(HEAD + CRITERION + duty.replace("ban_years", "months"))
    assert given.duty("ground", ON).months == 3
    assert (
        load(HEAD + CRITERION + duty.replace("ban_years = 3\n", "")).duty("ground", ON).months
        is None
    )


def test_a_sound_file_loads_whole(load: Callable[[str], Programme]) -> None:
    """Each kind is read into its own shape."""
    made_up = load(WHOLE)
    assert made_up.adopted is False
    assert made_up.criterion("staff", ON).threshold == 5
    assert made_up.window_rule(WindowKind.ADJUSTMENT, ON).months == (6, 12)
    assert made_up.consequence("ground", ON).ban_years == 3
    assert len(made_up.provisions()) == 5
    assert len(made_up.not_modelled) == 1


@pytest.mark.parametrize(
    ("old", "new", "where", "problem"),
    [
        ("threshold = 5\n", "threshold = 5\nlimit = 6\n", "staff", "unknown key: limit"),
        ("days = 5\n", "days = 5\nhours = 3\n", "adjustment", "unknown key: hours"),
        ("ban_years = 3\n", "ban_years = 3\nx = 3\n", "ground", "unknown key: x"),
        ('why = "另行规定"\n', 'why = "另行规定"\nx = 1\n', "not_modelled", "unknown key: x"),
        ("threshold = 1 }", "threshold = 1, x = 1 }", "ways", "unknown key: x"),
        ('_year" }]', '_year", x = 1 }]', "income", "unknown key: x"),
        ('issuer = "某厅"', 'issuer = "某厅"\nx = 1', "made_up", "unknown key: x"),
        ("[[not_modelled]]", "[[notes]]", "programme", "unknown key: notes"),
        ('rule = "at_least"', 'rule = "eval"', "staff", "unknown rule: eval"),
        ('"full_time_staff"', '"staff_number"', "staff", "unknown fact: staff_number"),
        ('"full_time_staff"', '"technical_leader"', "staff", "cannot read the fact"),
        ('"major_results_verified"', '"results"', "ways", "unknown fact: results"),
        ("threshold = 5\n", "", "staff", "wants: threshold"),
        ('clause = "一1"\n', "", "staff", "clause is missing"),
        ('phrase = "不少于5人"\n', "", "staff", "phrase is missing"),
        ('phrase = "不少于5人"', 'phrase = " "', "staff", "phrase: a text is wanted"),
        ('clause = "一1"', "clause = 1", "staff", "clause: a text is wanted"),
        ("threshold = 5\n", 'threshold = "5"\n', "staff", "threshold: a number above 0"),
        ("threshold = 5\n", "threshold = true\n", "staff", "threshold: a number above 0"),
        ("threshold = 5\n", "threshold = 0\n", "staff", "threshold: a number above 0"),
        ("threshold = 5\n", "threshold = nan\n", "staff", "threshold: a number above 0"),
        ("days = 5\n", "days = 0\n", "adjustment", "days: a whole number above 0"),
        ("days = 5\n", "days = true\n", "adjustment", "days: a whole number above 0"),
        ("days = 5\n", "days = 5.5\n", "adjustment", "days: a whole number above 0"),
        ("days = 5\n", "days = 40\n", "adjustment", "days: a month has no"),
        ("[6, 12]", "[3, 12]", "adjustment", "months: the rounds"),
        ("[6, 12]", "[6, 6, 12]", "adjustment", "months: the rounds"),
        ("[6, 12]", '["六", 6, 12]', "adjustment", "months: the rounds"),
        ("[6, 12]", "6", "adjustment", "months: a list is wanted"),
        ('id = "adjustment"', 'id = "monthly"', "monthly", "a window is called by its kind"),
        ('id = "staff"', 'id = "Staff $ne"', "programme", "id: a snake_case name"),
        ('[{ fact = "major_results_verified", threshold = 1 }]', "[]", "ways", "a list is wanted"),
        (
            '[{ fact = "major_results_verified", threshold = 1 }]',
            "[1]",
            "ways",
            "a table is wanted",
        ),
        ('effective = "decision"', 'effective = "soon"', "ground", "effective: unknown"),
        (
            'effective = "decision"',
            'verified = 1\neffective = "decision"',
            "ground",
            "true or false",
        ),
        (
            'since = 2026-01-01\nrule = "at_least"',
            'since = 2026\nrule = "at_least"',
            "staff",
            "a date",
        ),
        (
            'since = 2026-01-01\nrule = "at_least"',
            'since = 2026-01-01T00:00:00\nrule = "at_least"',
            "staff",
            "a date",
        ),
        ('rule = "at_least"', 'rule = "at_least"\nforce = "maybe"', "staff", "force: unknown"),
        ('rule = "at_least"', 'rule = "at_least"\nsource = "hearsay"', "staff", "source: unknown"),
        (
            'rule = "at_least"',
            'rule = "at_least"\nsource = "house_ruling"',
            "staff",
            "page: a house",
        ),
        (
            'rule = "at_least"',
            'rule = "at_least"\npage = "docs/x.md"',
            "staff",
            "page: only a house",
        ),
        (
            'rule = "at_least"',
            'rule = "at_least"\nuntil = 2025-12-31',
            "staff",
            "until lies before",
        ),
        ('id = "made_up"', 'id = "other"', "other", "unknown programme"),
        ('id = "ground"', 'id = "staff"', "staff", "one id for two kinds"),
        ("[programme]", "[programme", "file", "Expected"),
    ],
)
def test_whatever_is_wrong_stops_it_and_is_named(
    old: str, new: str, where: str, problem: str, load: Callable[[str], Programme]
) -> None:
    """The error says which file, which provision and what is wrong with it."""
    assert WHOLE.count(old) >= 1
    with pytest.raises(RulebookError) as refusal:
        load(WHOLE.replace(old, new, 1))
    assert (refusal.value.file, refusal.value.id) == ("made_up.toml", where)
    assert problem in refusal.value.problem


def _versions(until: str, since: str) -> str:
    older = CRITERION + (f"until = {until}\n" if until else "")
    newer = CRITERION.replace("2026-01-01", since).replace("threshold = 5", "threshold = 8")
    return HEAD + newer + older


@pytest.mark.parametrize(
    ("until", "since"),
    [("", "2027-01-01"), ("2027-01-01", "2027-01-01"), ("2027-06-30", "2027-01-01")],
)
def test_two_versions_on_one_day_are_refused(
    until: str, since: str, load: Callable[[str], Programme]
) -> None:
    """A version that never ends, or ends on or after the next one's first day, overlaps."""
    with pytest.raises(RulebookError, match="overlapping dates"):
        load(_versions(until, since))


def test_each_day_has_its_own_version(load: Callable[[str], Programme]) -> None:
    """The old number stands to its last day, the new one from its first."""
    made_up = load(_versions("2026-12-31", "2027-01-01"))
    assert made_up.criterion("staff", date(2026, 12, 31)).threshold == 5
    assert made_up.criterion("staff", date(2027, 1, 1)).threshold == 8
    assert [one.threshold for one in made_up.criteria(date(2027, 1, 1))] == [8]
    with pytest.raises(NoSuchProvisionError, match="staff"):
        made_up.criterion("staff", date(2025, 12, 31))


def test_an_empty_folder_is_no_rulebook(tmp_path: Path) -> None:
    """A service without a law does not start."""
    with pytest.raises(RulebookError, match="no programme found"):
        load_rulebook(tmp_path)


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    """A file in another encoding is named, not guessed at."""
    (tmp_path / "made_up.toml").write_bytes(HEAD.encode("gb18030"))
    with pytest.raises(RulebookError, match=r"made_up\.toml: file"):
        load_rulebook(tmp_path)


def test_an_unknown_programme_is_refused(policy_folder: Path) -> None:
    """Asking for a programme nobody wrote names it."""
    with pytest.raises(NoSuchProvisionError) as refusal:
        load_rulebook(policy_folder).programme("atlantis")
    assert refusal.value.programme == "atlantis"


def test_the_version_is_the_contents_digest(policy_folder: Path, tmp_path: Path) -> None:
    """Twelve hexadecimal digits, the same for the same files, another for a changed comma."""
    shipped = load_rulebook(policy_folder).version
    copy = tmp_path / "national_reserve.toml"
    copy.write_bytes((policy_folder / copy.name).read_bytes())
    assert (len(shipped), load_rulebook(tmp_path).version) == (12, shipped)
    copy.write_text(copy.read_text(encoding="utf-8") + "\n# read\n", encoding="utf-8")
    assert load_rulebook(tmp_path).version != shipped


def test_duties_and_rulings_are_looked_up_by_name(programme: Programme) -> None:
    """A duty is the text's; a ruling is the house's and names its page."""
    duty = programme.duty("file_quarterly_update", ON)
    ruling = programme.ruling("admitted_in_window", ON)
    assert (duty.source, duty.who, duty.page) == ("text", "host", "")
    assert (ruling.source, ruling.page) == ("house_ruling", "docs/decisions/admitted-in-window.md")


def test_every_ruling_has_its_page(programme: Programme, policy_folder: Path) -> None:
    """A page that is cited exists."""
    root = policy_folder.parents[1]
    assert [
        one.page for one in programme.provisions() if one.page and not (root / one.page).is_file()
    ] == []
