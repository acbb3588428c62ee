"""Stamped scans on the desk: kept, matched, read to their end, and known when used again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from mongoengine.connection import get_db

from jobs import scan_readings as job
from registry.children import FilesBusy
from registry.clock import pause
from registry.database import transact
from registry.documents.files import StoredFile
from registry.documents.stamped_scans import ScanReading, ScanUse, StampedScan
from registry.messages import say
from registry.permissions import Actor, Role
from registry.scans import limits
from registry.scans.reading import read_scan
from registry.scans.refusals import ScanError, ScanUnsafe
from registry.services import leases, scan_readings
from registry.services.stamped_scans import (
    ScanUpload,
    file_of,
    look,
    refer_to,
    take,
    what_is_said,
)
from tests import stamped_forms as forms

Take = Callable[..., StampedScan]
OURS = forms.code_of()
PAGE = forms.form(OURS)
SUBJECT = "application:SB-330000-2026-0001"
HOST = Actor(account="h", name="甲公司", role=Role.HOST_OPERATOR, host="host1")


def _said(scan: StampedScan, *, by: Actor) -> list[str]:
    return [one.sentence for one in what_is_said(scan, by=by)]


@pytest.fixture
def taken(database: None, at: datetime) -> Take:
    """``taken(content, …) -> StampedScan``: taken for a record and referred to by it."""

    def done(
        content: bytes, subject: str = SUBJECT, *, authority: str = "330000", after: int = 0
    ) -> StampedScan:
        now = at + timedelta(minutes=after)
        scan = take(
            ScanUpload(content, "C:\\扫描\\表.pdf", declared=True),
            OURS,
            subject=subject,
            by=HOST,
            at=now,
        )
        transact(lambda: refer_to(scan, subject=subject, authority=authority, host="host1", at=now))
        return scan

    return done


def test_a_scan_is_kept_and_matched(taken: Take, at: datetime) -> None:
    """Scan and picture are kept under their digests, once; it matches, and a person must judge."""
    content = forms.as_pdf([PAGE])
    scan = taken(content)
    assert (scan.name, scan.pages, scan.match, scan.seal_mark) == ("表.pdf", 1, "matches", True)
    assert (scan.wholly_read, scan.used_before, scan.received_at) == (True, [], at)
    assert file_of(scan).content == content
    assert file_of(scan, preview=True).content.startswith(b"\x89PNG")
    assert StoredFile.objects.count() == 2
    assert ScanUse.objects.count() == 1
    said = "".join(_said(scan, by=HOST))
    assert "二维码与本材料一致：读到编号 SB-330000-2026-0001，摘要 a1a1a1a1a1a1" in said
    assert "疑似印章痕迹：有，须人工核对" in said


@pytest.mark.parametrize(
    ("codes", "match", "words"),
    [
        ([forms.code_of(digest="b2" * 32)], "other_version", "同一编号的另一版本"),
        ([forms.code_of("SB-330000-2026-0002")], "other_record", "读到 SB-330000-2026-0002"),
        ([OURS, forms.code_of("SB-1")], "several_codes", "几份不同的材料"),
        (["https://example.org"], "foreign_code", "不是本系统打印的"),
        ([], "no_code", "没有读到二维码"),
    ],
)
def test_what_does_not_match_is_told(taken: Take, codes: list, match: str, words: str) -> None:
    """Each way not to match is kept as such, and told with what was read and what is wanted."""
    scan = taken(forms.as_jpeg(forms.form(*codes)))
    assert scan.match == match
    first = what_is_said(scan, by=HOST)[0]
    said = first.sentence
    assert first.about == "mismatch"
    assert words in said
    assert "汇总表" not in said
    assert "SB-330000-2026-0001" in said or "同一编号" in said
    assert "a1a1a1a1a1a1" in said or match == "other_record"
    assert not {"属实", "真实", "有效", "核实"} & {said[one : one + 2] for one in range(len(said))}


@pytest.mark.parametrize("match", ["foreign_code", "no_code"])
def test_a_sheet_made_elsewhere_carries_no_code(taken: Take, match: str) -> None:
    """A summary sheet may come from an authority's own program: told so, and no mismatch."""
    scan = taken(forms.as_jpeg(forms.form(*(["x"] if match == "foreign_code" else []))))
    scan.wanted["form"] = "summary_sheet"
    first = what_is_said(scan, by=HOST)[0]
    assert (scan.match, first.about) == (match, "code")
    assert "自行制作的汇总表不带本系统的二维码" in first.sentence


def test_a_scan_still_being_read_is_no_mismatch_yet(taken: Take) -> None:
    """Its code may stand on a page that is to come."""
    scan = taken(forms.as_jpeg(forms.form()))
    scan.wholly_read = False
    assert what_is_said(scan, by=HOST)[0].about == "code"


def test_pages_without_the_code_are_named(taken: Take, at: datetime) -> None:
    """Every page is printed with the code: those without are named; a fit it stays."""
    other = forms.form()
    scan = _finished(taken(forms.as_pdf([PAGE, other, PAGE, PAGE, other])), at)
    assert (scan.match, [code["page"] for code in scan.codes]) == ("matches", [1, 3, 4])
    assert "第 2、5 页没有读到二维码" in "".join(_said(scan, by=HOST))
    assert "没有读到" not in "".join(_said(taken(forms.as_pdf([PAGE, PAGE])), by=HOST))


def test_a_foreign_code_is_not_kept(taken: Take) -> None:
    """What a code that is none of ours says is written down nowhere."""
    scan = taken(forms.as_jpeg(forms.form("tel:13800000000")))
    kept = [*ScanReading.objects.as_pymongo(), scan.to_mongo().to_dict()]
    assert "13800000000" not in repr(kept)


def test_many_uses_of_one_picture_are_one_line(taken: Take, ministry: Actor) -> None:
    """However often it was used: one sentence for its page, with how often and the earliest."""
    for ordinal in range(5):
        taken(forms.as_png(PAGE), f"application:SB-330000-2026-000{ordinal}", after=ordinal)
    scan = taken(forms.as_png(PAGE), "application:SB-330000-2026-0009", after=9)
    (said,) = (one.sentence for one in what_is_said(scan, by=ministry) if one.about == "used")
    assert "至少用过 5 次，最早一次：SB-330000-2026-0000，" in said
    assert not taken(forms.as_png(PAGE), "application:SB-330000-2026-0009", after=9).used_before[5:]


@pytest.mark.parametrize("how", ["the same file", "saved anew", "inside a PDF"])
def test_a_picture_used_before_is_pointed_out(taken: Take, how: str, at: datetime) -> None:
    """The same picture for another record is pointed out with record and day; for its own not."""
    taken(forms.as_png(PAGE))
    again = {
        "the same file": lambda: forms.as_png(PAGE),
        "saved anew": lambda: forms.as_jpeg(PAGE.resize((1240, 1754)), 40),
        "inside a PDF": lambda: forms.as_pdf([forms.form(words=9), PAGE]),
    }[how]()
    assert taken(again, after=1).used_before == []
    scan = taken(again, "application:SB-330000-2026-0009", after=2)
    first = scan.used_before[0]
    assert (first["subject"], first["at"]) == (SUBJECT, at)
    assert first["page"] == (2 if how == "inside a PDF" else 1)
    assert taken(forms.as_jpeg(forms.form(forms.code_of("SB-2"), words=4)), "x:1").used_before == []


def test_another_host_is_not_told_whose_picture_it_was(taken: Take) -> None:
    """The record's own authority, its host and the ministry read its number; others the day."""
    taken(forms.as_png(PAGE))
    scan = taken(forms.as_png(PAGE), "application:SB-320000-2026-0001", after=1)
    number = "SB-330000-2026-0001，2026-12-28"
    stranger = Actor(account="x", name="乙", role=Role.HOST_OPERATOR, host="host2")
    for one in (stranger, Actor("y", "苏", Role.PROVINCIAL_LEAD, authority="320000")):
        said = _said(scan, by=one)[-1]
        assert number not in said
        assert "另一份材料，2026-12-28" in said
    for one in (
        HOST,
        Actor("y", "浙", Role.PROVINCIAL_REVIEWER, authority="330000"),
        Actor("m", "部", Role.MINISTRY_STAFF),
    ):
        assert number in _said(scan, by=one)[-1]


def test_earlier_uses_cost_one_query_by_the_index(
    taken: Take, commands: Callable[[], AbstractContextManager[list[str]]], at: datetime
) -> None:
    """All pages of a scan are looked up at once, through the index named in the code."""
    scan = taken(forms.as_pdf([PAGE, forms.form(words=2), forms.form(words=3)]))
    reading = scan_readings.reading_of(scan.digest)
    with commands() as asked:
        scan_readings.earlier_uses(reading, "x", before=at)
    assert asked == ["aggregate scan_readings"]
    found = get_db().scan_readings.find({"marks": {"$in": list(reading.marks)}})
    assert "marks_of_pages" in repr(found.hint("marks_of_pages").explain()["queryPlanner"])


LONG = forms.as_pdf([forms.form(words=one) for one in range(8)] + [PAGE], 40)


def _finished(scan: StampedScan, at: datetime) -> StampedScan:
    for _ in range(200):
        now = look(scan, subject=SUBJECT, at=at)
        if now.finished:
            return now.scan
        pause(0.05)
    pytest.fail("it was never read to its end")


def test_a_long_scan_is_read_on_in_the_background(taken: Take, at: datetime) -> None:
    """Three pages are read at once; a look has the others read, and says how far it is."""
    scan = taken(LONG)
    assert (scan.pages, scan.wholly_read, scan.match) == (9, False, "no_code")
    assert scan_readings.reading_of(scan.digest).pages_read == limits.PAGES_IN_REQUEST
    done = _finished(scan, at)
    assert (done.match, done.codes[0]["page"], done.wholly_read) == ("matches", 9, True)
    reading = scan_readings.reading_of(scan.digest)
    assert (reading.pages_read, len(reading.fingerprints), reading.lease_until) == (9, 9, None)
    assert scan_readings.start(scan.digest, at=at) is None


def test_a_later_page_used_before_is_found_at_the_end(taken: Take, at: datetime) -> None:
    """That the ninth page was another record's is known once it is read."""
    taken(forms.as_jpeg(PAGE, 60), "application:SB-330000-2026-0005")
    scan = taken(LONG, after=1)
    assert scan.used_before == []
    assert _finished(scan, at).used_before[0]["page"] == 9


def test_a_reading_cut_off_is_taken_up_by_the_timetable(taken: Take, at: datetime) -> None:
    """Broken off by a fault in the middle it says so, and the next run reads to the end."""
    scan = taken(LONG)
    parts = []

    def breaking(content: bytes, **where: int) -> object:
        parts.append(where["begin"])
        if len(parts) > 1:
            message = "the machine stumbled"
            raise RuntimeError(message)
        return read_scan(content, **where)

    with patch.object(scan_readings, "read_scan", breaking):
        thread = scan_readings.start(scan.digest, at=at)
        assert thread
        thread.join()
    now = scan_readings.reading_of(scan.digest)
    assert (parts, now.pages_read, now.stopped_at) == ([3, 8], 8, at)
    assert job.run() == [scan.digest]
    assert scan_readings.reading_of(scan.digest).stopped_at is None
    assert look(scan, subject=SUBJECT, at=at).scan.match == "matches"
    assert job.run() == []


def test_who_holds_the_lease_reads(taken: Take, at: datetime) -> None:
    """While one worker is at it, neither a look nor the timetable begins a second reading."""
    scan = taken(LONG)
    assert leases.take(ScanReading, scan.digest, "reading", "somebody")
    assert scan_readings.start(scan.digest, at=at) is None
    assert not scan_readings.read_on(scan.digest)
    assert scan_readings.reading_of(scan.digest).pages_read == 3


def test_two_readers_at_once_write_each_page_once(taken: Take, at: datetime) -> None:
    """A group read twice, its lease lapsed meanwhile, is written down once."""
    scan = taken(LONG)

    def overtaken(content: bytes, **where: int) -> object:
        with patch.object(scan_readings, "read_scan", read_scan):
            scan_readings._read_group(scan.digest, content)
        return read_scan(content, **where)

    with patch.object(scan_readings, "read_scan", overtaken):
        scan_readings._read_group(scan.digest, LONG)
    reading = scan_readings.reading_of(scan.digest)
    assert (reading.pages_read, len(reading.fingerprints)) == (8, 8)


def test_pages_that_cannot_be_read_are_said(taken: Take, at: datetime) -> None:
    """Where later pages are over the limits, reading ends there, once, and a person must look."""
    scan = taken(LONG)
    with patch.object(scan_readings, "read_scan", side_effect=ScanUnsafe):
        assert scan_readings.read_on(scan.digest)
    now = look(scan, subject=SUBJECT, at=at)
    assert (now.finished, now.pages_read, now.scan.skipped) == (True, 3, list(range(4, 10)))
    assert "第 4 页至第 9 页" in "".join(_said(now.scan, by=HOST))


def test_a_busy_moment_is_no_fault(taken: Take, at: datetime) -> None:
    """Where every place for a child is taken, reading waits for the next look."""
    scan = taken(LONG)
    with patch.object(scan_readings, "read_scan", side_effect=FilesBusy):
        thread = scan_readings.start(scan.digest, at=at)
        assert thread
        thread.join()
    now = scan_readings.reading_of(scan.digest)
    assert (now.stopped_at, now.lease_until, now.pages_read) == (None, None, 3)


def test_a_refused_scan_leaves_nothing(database: None, at: datetime) -> None:
    """Of 300 pages, or of no scan at all, nothing is kept."""
    for content in (forms.as_pdf([PAGE.resize((40, 57))] * 300), b"MZ"):
        with pytest.raises(ScanError) as refused:
            take(ScanUpload(content, "x.pdf", declared=True), OURS, subject=SUBJECT, by=HOST, at=at)
        assert say(refused.value.code, **refused.value.params)
    assert ScanReading.objects.count() == 0
    assert get_db()["contents.files"].count_documents({}) == 0
