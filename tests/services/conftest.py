"""What tests of the desk share: sheets made on the spot, and one accepted and admitted."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from stdnum.cn import uscc

from registry import database as db
from registry.documents.accounts import Account
from registry.documents.backups import BackupRecord
from registry.documents.summary_sheets import SummarySheet
from registry.embedded import EmbeddedServer
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services.accounts import NewAccount, create_account
from registry.services.admissions import admit
from registry.services.backups import make_backup
from registry.services.calendar import current_calendar
from registry.services.grants import Grant
from registry.services.ledger_exports import Days, Exported, export_to
from registry.services.restorations import Restored, restore_backup
from registry.services.sign_in import actor_of
from registry.services.stamped_scans import ScanUpload
from registry.services.summary_sheets import Received, Upload, receive
from tests.accepting import accepted_with
from tests.application_makers import ready_for
from tests.services.exported import Export
from tests.services.ledger_makers import three_days
from tests.services.letters import house, wants_mail  # noqa: F401 - fixtures of several files
from tests.services.phones import PASSWORD

SAMPLES = Path(__file__).parents[1] / "samples"
HEADINGS = (
    "序号,平台名称,依托单位,统一社会信用代码,所在地市,领域,重点方向,设备原值（万元）,"
    "专职人员（人）,上年度服务收入（万元）,服务企业数（家）,审核意见,备注"
)

MakeSheet = Callable[..., bytes]
Receive = Callable[..., Received]
Admit = Callable[..., SummarySheet]
Backup = Callable[[], BackupRecord]
Restore = Callable[..., Restored]


def credit_code(ordinal: int) -> str:
    """A valid credit code of a made-up host."""
    stem = f"91330100MA{ordinal:07d}"
    return stem + uscc.calc_check_digit(stem)


@pytest.fixture
def make_sheet() -> MakeSheet:
    """``make_sheet(*rows, first=1) -> bytes``: a CSV; each row a mapping over a good row."""

    def made(*rows: dict[str, str], first: int = 1) -> bytes:
        lines = [HEADINGS]
        for ordinal, changed in enumerate(rows, start=first):
            good = {
                "平台名称": f"示例{ordinal}中试平台",
                "依托单位": f"示例{ordinal}有限公司",
                "统一社会信用代码": credit_code(ordinal),
                "所在地市": "杭州市",
                "领域": "原材料工业",
                "重点方向": "石化化工",
                "设备原值": "2000.50",
                "专职人员": "12",
                "上年度服务收入": "1500",
                "服务企业数": "9",
                "审核意见": "同意推荐",
                "备注": "",
            }
            lines.append(",".join([str(ordinal), *(good | changed).values()]))
        return ("\n".join(lines) + "\n").encode("utf-8-sig")

    return made


@pytest.fixture
def received(database: None, lead: Actor, at: datetime) -> Receive:
    """``received(content, …) -> Received``: Zhejiang's lead uploads in the December window.

    The round is open, and each approved row has a recommended application unless ``applied``
    is False.
    """

    def sent(
        content: bytes, *, by: Actor = lead, at: datetime = at, applied: bool = True, **more: str
    ) -> Received:
        given = {"filename": "汇总表.csv", "authority": "330000", "period": "2026H2"} | more
        ready_for(content if applied else b"", given["filename"], given["authority"])
        return receive(
            Upload(content=content, **given),
            by=by,
            at=at,
            rulebook=rulebook(),
            calendar=current_calendar(),
        )

    return sent


@pytest.fixture
def stamped() -> ScanUpload:
    """A stamped scan."""
    return ScanUpload((SAMPLES / "scan_stamped_330000.pdf").read_bytes(), "盖章.pdf", declared=True)


@pytest.fixture
def accepted(received: Receive, stamped: ScanUpload, lead: Actor, at: datetime) -> Admit:
    """``accepted(content) -> SummarySheet``: received and accepted, nothing admitted yet."""

    def done(content: bytes) -> SummarySheet:
        return accepted_with(received(content).sheet, stamped, by=lead, at=at)

    return done


@pytest.fixture
def admitted(accepted: Admit, at: datetime) -> Admit:
    """``admitted(content) -> SummarySheet``: received, accepted and admitted to the end."""

    def done(content: bytes) -> SummarySheet:
        sheet = accepted(content)
        assert admit(sheet.number, at=at, rulebook=rulebook())
        return SummarySheet.objects(number=sheet.number).first()

    return done


@pytest.fixture
def security() -> Actor:
    """A security administrator."""
    return Actor(account="5f0000000000000000000002", name="安全", role=Role.SECURITY_ADMINISTRATOR)


@pytest.fixture
def zhou(database: None, quick_passwords: None, console: Actor, at: datetime) -> Actor:
    """Zhou of the ministry's staff, with a password of her own and no second factor."""
    new = NewAccount("zhou.min", "周敏", Grant(Role.MINISTRY_STAFF), password=PASSWORD)
    made = create_account(new, by=console, at=at)
    return actor_of(Account.objects.get(id=made.id), door="page", request_id="")


def report_nowhere(_name: str, _done: int, _total: int) -> None:
    """Report nowhere."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the backup is written."""
    return tmp_path / "backup.zip"


@pytest.fixture
def backup(database: None, path: Path, console: Actor, at: datetime) -> Backup:
    """Back the tests' database up."""
    return lambda: make_backup(
        path, by=console, at=at, rulebook=rulebook(), training=False, report=report_nowhere
    )


@pytest.fixture
def elsewhere(prepared: EmbeddedServer, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Go over to another, empty database."""
    name = f"restored_{tmp_path.name[-30:]}"

    def go() -> None:
        db.disconnect()
        db.connect(prepared.uri, name)

    yield go
    go()
    db.client().drop_database(name)
    db.disconnect()
    db.connect(prepared.uri, "reserve_tests")


@pytest.fixture
def restore(path: Path, console: Actor, at: datetime) -> Restore:
    """Restore the backup into the database of the moment."""

    def restored(file: Path = path, *, training: bool = False, **more: bool) -> Restored:
        return restore_backup(
            file, by=console, at=at, training=training, report=report_nowhere, **more
        )

    return restored


@pytest.fixture
def sealed_days(database: None, console: Actor, at: datetime) -> datetime:
    """Three days of acts, sealed, and one entry after; and when they end."""
    return three_days(console, at)


@pytest.fixture
def export(tmp_path: Path, console: Actor, sealed_days: datetime) -> Export:
    """``export(first="", last="")``: an export into ``folder``."""

    def exported(first: str = "", last: str = "") -> Exported:
        def report(_done: int, _total: int) -> None:
            pass

        days = Days(first, last)
        return export_to(tmp_path / "out", days, report=report, by=console, at=sealed_days)

    return exported


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the export lies."""
    return tmp_path / "out"
