"""Summary sheets over the API: bad input is told in Chinese, and nothing is half-written."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from registry.clock import pause
from registry.cursors import make_cursor
from registry.documents.platforms import Platform
from registry.documents.summary_sheets import SummarySheet
from registry.documents.tokens import ApiToken
from registry.permissions import Role
from tests.accepting import compared
from tests.application_makers import ready_for

SAMPLES = Path(__file__).parents[1] / "samples"
SHEETS = "/api/v1/summary-sheets"
TokenFor = Callable[..., dict[str, str]]
Answer = Any


@pytest.fixture
def lead_token(token_for: TokenFor) -> dict[str, str]:
    """Zhejiang's lead at the API."""
    return token_for(Role.PROVINCIAL_LEAD, authority="330000")


def _upload(
    client: FlaskClient,
    headers: dict[str, str],
    name: str = "clean_330000_2026H2.xlsx",
    **form: str,
) -> Answer:
    content = (SAMPLES / name).read_bytes()
    ready_for(content, name, name.split("_")[1])
    data = {"authority": "330000", "period": "2026H2"} | form
    return client.post(SHEETS, headers=headers, data={**data, "file": (BytesIO(content), name)})


def _scan(name: str = "scan_stamped_330000.pdf") -> dict[str, Any]:
    return {"scan": (BytesIO((SAMPLES / name).read_bytes()), name), "declared": "true"}


def _compared(client: FlaskClient, headers: dict[str, str], number: str) -> dict[str, str]:
    """Send the scan, let a person compare it; return the headers of an acceptance."""
    url = f"{SHEETS}/{number}/scan"
    sent = client.post(url, headers=headers | {"If-Match": '"1"'}, data=_scan())
    assert sent.status_code == 200, sent.text
    at = datetime(2026, 12, 28, 9, 30, tzinfo=UTC)
    return headers | {"If-Match": f'"{compared(number, at=at)}"'}


def _is_problem(answer: Answer, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert (answer.json["code"], answer.content_type) == (code, "application/problem+json")
    assert any("一" <= sign <= "鿿" for sign in answer.json["message"])


def _finished(client: FlaskClient, headers: dict[str, str], number: str) -> dict[str, Any]:
    for _ in range(400):
        sheet: dict[str, Any] = client.get(f"{SHEETS}/{number}", headers=headers).json
        if sheet["progress"]["finished"]:
            return sheet
        pause(0.05)
    raise AssertionError(sheet)


def test_from_upload_to_library(client: FlaskClient, lead_token: dict[str, str]) -> None:
    """Upload, accept with the stamped scan, follow the progress: the platforms are there."""
    uploaded = _upload(client, lead_token)
    assert (uploaded.status_code, uploaded.headers["ETag"]) == (201, '"1"')
    number, rows = uploaded.json["number"], uploaded.json["rows"]
    assert uploaded.headers["Location"].endswith(f"{SHEETS}/{number}")
    accepted = client.post(
        f"{SHEETS}/{number}/acceptance", headers=_compared(client, lead_token, number)
    )
    assert accepted.status_code == 202, accepted.text
    assert accepted.json["scan"]["seal_mark"] is True
    assert accepted.json["scan"]["match"] == "no_code"
    assert (accepted.json["scan"]["wholly_read"], accepted.json["scan"]["skipped"]) == (True, [])
    done = _finished(client, lead_token, number)
    assert done["progress"]["outcomes"] == {"admitted": rows}
    assert done["progress"]["stopped_at"] is None
    broke = datetime(2026, 12, 28, 9, 30, tzinfo=UTC)
    SummarySheet.objects(number=number).update(set__stopped_at=broke)
    shown = client.get(f"{SHEETS}/{number}", headers=lead_token).json
    assert shown["progress"]["stopped_at"] == "2026-12-28T17:30:00+08:00"
    listed = client.get("/api/v1/platforms?limit=200", headers=lead_token).json["items"]
    assert [one["number"] for one in listed][:1] == ["330000-2026-0001"]
    assert len(listed) == rows
    shown = client.get(f"{SHEETS}/{number}/rows?limit=1", headers=lead_token).json
    assert shown["items"][0]["platform"] == "330000-2026-0001"


def test_the_same_file_twice_is_one_sheet(client: FlaskClient, lead_token: dict[str, str]) -> None:
    """The second upload of a file answers 200 with the first sheet."""
    first, second = _upload(client, lead_token), _upload(client, lead_token)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json["number"] == second.json["number"]


def test_a_double_click_is_harmless(client: FlaskClient, lead_token: dict[str, str]) -> None:
    """The same Idempotency-Key gets the same answer again, and one sheet stands."""
    headers = lead_token | {"Idempotency-Key": "click-0001"}
    first, second = _upload(client, headers), _upload(client, headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert second.headers["Idempotent-Replayed"] == "true"
    assert SummarySheet.objects.count() == 1


def test_a_double_acceptance_acts_once(client: FlaskClient, lead_token: dict[str, str]) -> None:
    """Clicking accept twice accepts once; the second is told that it is decided."""
    number = _upload(client, lead_token).json["number"]
    headers = _compared(client, lead_token, number)
    url = f"{SHEETS}/{number}/acceptance"
    assert client.post(url, headers=headers).status_code == 202
    _is_problem(client.post(url, headers=headers), 409, "sheet_already_decided")
    rows = _finished(client, lead_token, number)["rows"]
    assert Platform.objects.count() == rows


def test_acceptance_names_the_version_it_saw(
    client: FlaskClient, lead_token: dict[str, str]
) -> None:
    """Without If-Match, with an old one, or with a made-up one nothing is accepted."""
    number = _upload(client, lead_token).json["number"]
    url = f"{SHEETS}/{number}/acceptance"
    _compared(client, lead_token, number)
    _is_problem(client.post(url, headers=lead_token), 428, "version_required")
    for given in ('"7"', "*", '"x"', 'W/"1"'):
        answer = client.post(url, headers=lead_token | {"If-Match": given})
        _is_problem(answer, 412, "version_conflict")
    assert SummarySheet.objects.get().state == "staged"


def test_another_authority_is_404(client: FlaskClient, token_for: TokenFor) -> None:
    """Another authority's sheet is not there for list, read, rows, file, acceptance."""
    own = token_for(Role.PROVINCIAL_LEAD, authority="330000")
    number = _upload(client, own).json["number"]
    other = token_for(Role.PROVINCIAL_LEAD, authority="320000")
    for path in ("", "/rows", "/findings", "/annotated.xlsx", "/reconciliation"):
        _is_problem(client.get(f"{SHEETS}/{number}{path}", headers=other), 404, "not_found")
    headers = other | {"If-Match": '"1"'}
    for act, body in (("acceptance", _scan()), ("scan", _scan())):
        answer = client.post(f"{SHEETS}/{number}/{act}", headers=headers, data=body)
        _is_problem(answer, 404, "not_found")
    answer = client.post(f"{SHEETS}/{number}/withdrawal", headers=headers, json={"reason": "x"})
    _is_problem(answer, 404, "not_found")
    assert client.get(SHEETS, headers=other).json["items"] == []
    _is_problem(client.get(f"{SHEETS}?authority=330000", headers=other), 404, "not_found")
    _is_problem(_upload(client, other), 404, "not_found")


def test_another_provinces_file_needs_mending(client: FlaskClient, token_for: TokenFor) -> None:
    """Guangdong's messy file sent by Zhejiang is staged as blocked and admits nothing."""
    own = token_for(Role.PROVINCIAL_LEAD, authority="330000")
    answer = _upload(client, own, "messy_440000_2026H2.xlsx")
    assert (answer.status_code, answer.json["state"]) == (201, "needs_mending")
    codes = set()
    cursor = ""
    while cursor is not None:
        page = client.get(
            f"{SHEETS}/{answer.json['number']}/findings?limit=7&cursor={cursor}"
            if cursor
            else f"{SHEETS}/{answer.json['number']}/findings?limit=7",
            headers=own,
        ).json
        codes |= {one["code"] for one in page["items"]}
        cursor = page["next_cursor"]
    assert "place_of_other_authority" in codes
    headers = own | {"If-Match": '"1"'}
    url = f"{SHEETS}/{answer.json['number']}/acceptance"
    _is_problem(client.post(url, headers=headers, data=_scan()), 409, "sheet_needs_mending")


def test_findings_page_without_gap_or_double(client: FlaskClient, token_for: TokenFor) -> None:
    """Paging through findings gives each once, in the order of rows."""
    own = token_for(Role.PROVINCIAL_LEAD, authority="440000")
    sheet = _upload(client, own, "messy_440000_2026H2.xlsx", authority="440000").json
    url = f"{SHEETS}/{sheet['number']}/findings"
    whole = client.get(f"{url}?limit=200", headers=own).json["items"]
    assert len(whole) == sheet["findings"]
    paged: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(
            url, headers=own, query_string={"limit": 1} | ({"cursor": cursor} if cursor else {})
        ).json
        paged += page["items"]
        cursor = page["next_cursor"]
    assert paged == whole


def test_a_formula_comes_back_as_text(client: FlaskClient, token_for: TokenFor) -> None:
    """The formula cell is one blocking finding, and no formula in the annotated file."""
    own = token_for(Role.PROVINCIAL_LEAD, authority="440000")
    sheet = _upload(client, own, "messy_440000_2026H2.xlsx", authority="440000").json
    answer = client.get(f"{SHEETS}/{sheet['number']}/annotated.xlsx", headers=own)
    assert answer.status_code == 200
    book = load_workbook(BytesIO(answer.data))
    kinds = {cell.data_type for row in book.active.iter_rows() for cell in row}
    assert "f" not in kinds


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 not a sheet", "sheet_wrong_type"),
        (b"\x89PNG\r\n\x1a\n", "sheet_wrong_type"),
        (b"", "sheet_empty"),
        ((SAMPLES / "clean_330000_2026H2.xlsx").read_bytes()[:4000], "sheet_damaged"),
        (b"a,b\n1,2\n", "sheet_wrong_type"),
    ],
    ids=["pdf", "png", "empty", "truncated", "text"],
)
def test_what_is_no_sheet(
    client: FlaskClient, lead_token: dict[str, str], content: bytes, code: str
) -> None:
    """A wrong type behind a right name, or a cut-off workbook: a clear answer, nothing kept."""
    ready_for(content)
    data = {"authority": "330000", "period": "2026H2", "file": (BytesIO(content), "汇总表.xlsx")}
    answer = client.post(SHEETS, headers=lead_token, data=data)
    _is_problem(answer, 415 if code == "sheet_wrong_type" else 422, code)
    assert SummarySheet.objects.count() == 0


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"authority": "330000"},
        {"authority": "330000", "period": "x" * 50},
        {"authority[$ne]": "", "period": "2026H2"},
    ],
)
def test_a_form_with_gaps(
    client: FlaskClient, lead_token: dict[str, str], form: dict[str, str]
) -> None:
    """Missing or unreadable fields are named, with or without a file."""
    _is_problem(client.post(SHEETS, headers=lead_token, data=form), 422, "invalid")
    file = {"file": (BytesIO(b"a,b"), "a.csv")}
    _is_problem(client.post(SHEETS, headers=lead_token, data=form | file), 422, "invalid")


@pytest.mark.parametrize(
    "body", [{"reason": {"$ne": None}}, {"reason": ["x"]}, {"reason": 5}, {}, [], "x", None]
)
def test_operators_are_no_reason(
    client: FlaskClient, lead_token: dict[str, str], body: object
) -> None:
    """An operator, or anything else, where a text belongs is refused and changes nothing."""
    number = _upload(client, lead_token).json["number"]
    headers = lead_token | {"If-Match": '"1"'}
    answer = client.post(f"{SHEETS}/{number}/withdrawal", headers=headers, json=body)
    assert answer.status_code in {400, 415, 422}, answer.text
    assert SummarySheet.objects.get().state == "staged"


@pytest.mark.parametrize("path", ["", "/rows", "/findings"])
def test_forged_cursors(client: FlaskClient, lead_token: dict[str, str], path: str) -> None:
    """A made-up cursor, or another list's, is refused on every list."""
    number = _upload(client, lead_token).json["number"]
    url = f"{SHEETS}/{number}{path}" if path else SHEETS
    _is_problem(client.get(f"{url}?cursor=forged", headers=lead_token), 400, "cursor_forged")
    other = "/rows" if path != "/rows" else "/findings"
    sheet = f"{SHEETS}/{number}{other}?limit=1"
    cursor = client.get(sheet, headers=lead_token).json.get("next_cursor")
    if cursor and other == "/rows":
        _is_problem(
            client.get(url, headers=lead_token, query_string={"cursor": cursor}),
            400,
            "cursor_forged",
        )


def test_outside_the_window_it_says_when(client: FlaskClient, lead_token: dict[str, str]) -> None:
    """A period that is not open is refused with its window, the next, and the clause."""
    answer = _upload(client, lead_token, period="2026H1")
    _is_problem(answer, 409, "adjustment_window_closed")
    assert answer.json["clause"] == "二（五）"
    assert "12月31日 24:00" in answer.json["message"]


def test_withdrawal(client: FlaskClient, lead_token: dict[str, str]) -> None:
    """A staged sheet is taken back with a reason."""
    number = _upload(client, lead_token).json["number"]
    headers = lead_token | {"If-Match": '"1"'}
    answer = client.post(f"{SHEETS}/{number}/withdrawal", headers=headers, json={"reason": "误传"})
    assert (answer.status_code, answer.json["state"]) == (200, "withdrawn")
    assert answer.headers["ETag"] == '"2"'


def test_sheets_page_by_cursor(client: FlaskClient, lead_token: dict[str, str]) -> None:
    """The list gives each sheet once, newest first."""
    names = [f"clean_330000_2026H2.{kind}" for kind in ("xlsx", "xls", "ods")]
    numbers = [_upload(client, lead_token, name).json["number"] for name in names]
    first = client.get(f"{SHEETS}?limit=2", headers=lead_token).json
    cursor = {"limit": 2, "cursor": first["next_cursor"]}
    second = client.get(SHEETS, headers=lead_token, query_string=cursor).json
    listed = [one["number"] for one in first["items"] + second["items"]]
    assert listed == numbers[::-1]
    assert second["next_cursor"] is None


def test_another_lists_cursor_is_refused(client: FlaskClient, lead_token: dict[str, str]) -> None:
    """A cursor that we signed for another list is no position in this one."""
    foreign = make_cursor("tests only", ["440000", "440000-2026-0001"])
    answer = client.get(f"{SHEETS}?cursor={foreign}", headers=lead_token)
    _is_problem(answer, 400, "cursor_forged")


def test_a_kept_answer_is_only_for_who_may_do_it(
    client: FlaskClient, lead_token: dict[str, str]
) -> None:
    """A repeated key asks for the permission again: a narrower token learns nothing by it."""
    key = {"Idempotency-Key": "the-same-key"}
    assert _upload(client, lead_token | key).status_code == 201
    ApiToken.objects.update(set__scopes=["me:read"])
    _is_problem(_upload(client, lead_token | key), 403, "not_allowed")


def test_too_many_uploads_are_turned_away(client: FlaskClient, lead_token: dict[str, str]) -> None:
    """Opening files is expensive: beyond sixty a minute an address comes again later."""
    answers = [client.post(SHEETS, headers=lead_token) for _ in range(61)]
    assert {answer.status_code for answer in answers[:60]} == {422}
    _is_problem(answers[60], 429, "too_many_requests")


def test_a_scan_wants_eyes_that_no_token_has(
    client: FlaskClient, lead_token: dict[str, str]
) -> None:
    """A province's own sheet is accepted only after a person compared its pages, on screen."""
    number = _upload(client, lead_token).json["number"]
    headers = lead_token | {"If-Match": '"1"'}
    answer = client.post(f"{SHEETS}/{number}/acceptance", headers=headers, data=_scan())
    _is_problem(answer, 409, "sheet_pages_unchecked")


def test_the_piles_over_the_api(client: FlaskClient, lead_token: dict[str, str]) -> None:
    """Counts and one pile by pages; a pile that is none is named."""
    url = f"{SHEETS}/{_upload(client, lead_token).json['number']}/reconciliation"
    page = client.get(f"{url}?limit=30", headers=lead_token).json
    assert page["counts"] == {
        "matched": 40, "only_in_sheet": 0, "only_online": 0, "differing": 0, "new": 40,
        "already_in_library": 0, "kept_out": 0,
    }  # fmt: skip
    more = {"limit": 30, "cursor": page["next_cursor"]}
    rest = client.get(url, headers=lead_token, query_string=more).json
    rows = [one["row"] for one in (*page["items"], *rest["items"])]
    assert (len(rows), len(set(rows)), rest["next_cursor"]) == (40, 40, None)
    _is_problem(client.get(f"{url}?pile=x", headers=lead_token), 422, "invalid")


def test_the_system_s_sheet_over_the_api(client: FlaskClient, lead_token: dict[str, str]) -> None:
    """Written once, answered again; without a recommendation it says what to do first."""
    body = {"authority": "330000", "period": "2026H2"}
    ready_for(b"")
    refused = client.post("/api/v1/written-sheets", headers=lead_token, json=body)
    _is_problem(refused, 409, "nothing_recommended")
    ready_for((SAMPLES / "clean_330000_2026H2.xlsx").read_bytes(), "a.xlsx")
    first = client.post("/api/v1/written-sheets", headers=lead_token, json=body)
    again = client.post("/api/v1/written-sheets", headers=lead_token, json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.json["written"], first.json["rows"]) == (True, 40)
    other = client.post(
        "/api/v1/written-sheets", headers=lead_token, json=body | {"authority": "440000"}
    )
    _is_problem(other, 404, "not_found")


def test_settings_over_the_api(client: FlaskClient, lead_token: dict[str, str]) -> None:
    """Read with its ETag, changed against it, refused against an old one."""
    url = "/api/v1/authority-settings"
    read = client.get(url, headers=lead_token)
    assert (read.json["four_eyes"], read.headers["ETag"]) == (False, '"0"')
    headers = lead_token | {"If-Match": '"0"'}
    assert client.put(url, headers=headers, json={"four_eyes": True}).json["version"] == 1
    _is_problem(
        client.put(url, headers=headers, json={"four_eyes": False}), 412, "version_conflict"
    )
