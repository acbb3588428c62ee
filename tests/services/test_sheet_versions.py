"""A mended sheet beside the earlier one: gone, still there, new; the old result stays."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from registry.documents.summary_sheets import SummarySheet
from registry.errors import NotFound
from registry.permissions import Actor, Role
from registry.services.sheet_versions import compared_with_earlier
from registry.services.summary_sheets import Received

MakeSheet = Callable[..., bytes]
Receive = Callable[..., Received]


def test_mended_findings_are_gone(
    received: Receive, make_sheet: MakeSheet, lead: Actor, at: datetime
) -> None:
    """One of two mended, a row put before them, one new fault: each is told as what it is."""
    first = received(make_sheet({"专职人员": "3"}, {"专职人员": "4"})).sheet
    assert compared_with_earlier(first.number, by=lead) is None
    content = make_sheet({"专职人员": "9"}, {"专职人员": "4"}, {"服务企业数": "1"})
    second = received(content, at=at + timedelta(hours=1)).sheet
    found = compared_with_earlier(second.number, by=lead)
    assert found is not None
    assert found.earlier == first.number
    assert [one.code for one in found.findings.gone][:1] == ["staff_below"]
    assert "staff_below" in [one.code for one in found.findings.still]
    assert "enterprises_below" in [one.code for one in found.findings.new]
    assert SummarySheet.objects.get(number=first.number).blocking_rows == 2


def test_a_strangers_sheet_is_not_there(received: Receive, make_sheet: MakeSheet) -> None:
    """Another authority's lead finds nothing to compare."""
    number = received(make_sheet({})).sheet.number
    stranger = Actor(account="s", name="江苏", role=Role.PROVINCIAL_LEAD, authority="320000")
    with pytest.raises(NotFound):
        compared_with_earlier(number, by=stranger)
