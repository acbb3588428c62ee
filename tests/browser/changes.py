"""Major changes on the tour: what is reported, returned and verified, and the pages of it."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from registry.demo.people import host_username
from registry.documents.major_changes import MajorChange
from registry.documents.platforms import Platform
from registry.law import rulebook
from registry.permissions import Actor
from registry.services.major_change_decisions import give_back, verify
from registry.services.major_change_values import ChangeOrder
from registry.services.major_changes import GivenPaper, report
from tests.services.workbooks import credit_code

_PAPER = Path(__file__).parents[1] / "samples" / "scan_without_stamp.pdf"


def _platform() -> Platform:
    """Return the platform of Zhejiang that changes."""
    here = Platform.objects(authority="330000", state="in_library").order_by("number")
    found: Platform = here.first()
    return found


def changes_happen(person: Callable[[str], Actor], at: datetime) -> None:
    """A rename waits, a change of shares is returned, a merger is verified."""
    platform, reviewer = _platform(), person("reviewer-330000")
    happened: date = (at - timedelta(days=12)).date()
    paper = GivenPaper(_PAPER.read_bytes(), "变更通知书.pdf")
    own = {"credit_code": platform.credit_code, "name": platform.host_name}
    merger = {
        "merging": [{"credit_code": credit_code(93), "name": "之江材料检测有限公司"}],
        "successor": own,
    }
    law = {"by": person(host_username(platform.credit_code)), "at": at, "rulebook": rulebook()}
    for kind, values in (
        ("rename", {"platform_name": f"{platform.name}（一期）"}),
        ("equity_change", {"description": "第二大股东由省属基金变更为市属基金。"}),
        ("merger", merger),
    ):
        report(platform.number, ChangeOrder(kind, happened, values), [paper], **law)
    numbers = dict(MajorChange.objects(platform=platform.number).scalar("kind", "number"))
    give_back(numbers["equity_change"], "请附股东会决议", version=1, by=reviewer, at=at)
    verify(numbers["merger"], "查看了合并协议和登记", version=1, by=reviewer, at=at)


def change_stops() -> Iterable[tuple[str, str, str, str]]:
    """Give name, who looks, which page, and what is pressed there."""
    platform = _platform()
    host = host_username(platform.credit_code)
    numbers = dict(MajorChange.objects(platform=platform.number).scalar("kind", "number"))
    new = f"/platforms/{platform.number}/major-changes/new"
    rename = f"/major-changes/{numbers['rename']}"
    returned = f"/major-changes/{numbers['equity_change']}"
    for name, path, press in (
        ("list", "/major-changes", ""),
        ("kinds", new, ""),
        ("merger", f"{new}?kind=merger", ""),
        ("split", f"{new}?kind=split", ""),
        ("errors", f"{new}?kind=relocation", "提交报告"),
        ("returned", returned, ""),
        ("correction", f"{returned}/correction", ""),
    ):
        yield f"host-change-{name}", host, path, press
    for name, path in (
        ("list", "/major-changes"),
        ("reported", rename),
        ("verified", f"/major-changes/{numbers['merger']}"),
        ("lineage", f"/platforms/{platform.number}/lineage"),
    ):
        yield f"province-change-{name}", "lead-330000", path, ""
    yield "province-change-errors", "lead-330000", rename, "核实并变更"
    yield "ministry-change", "ministry-lead", rename, ""
    yield "ministry-changes", "ministry-lead", "/major-changes", ""
