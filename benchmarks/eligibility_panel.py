"""The live eligibility panel of a whole application, beside an empty signed-in page of ours.

The figure is the page on which every condition stands with clause, phrase, what was read and
what is wanted, for an application filled in to the end, its equipment table of 500 rows noted.
The floor is our own frame around nothing, for the same account: session, navigation, headers.
Told besides: the same over the API, and an autosave that marks the panel anew while one types.
"""

import sys
from collections.abc import Callable

from bson.decimal128 import Decimal128
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from benchmarks.board_pages import signed_in
from benchmarks.ratios import Ceiling, interleaved, told
from benchmarks.service import NOW, service, token_for
from registry.documents.applications import Application, EquipmentSum
from registry.permissions import Role
from tests.application_papers import row, typed

NUMBER, ROWS = "SB-330000-2026-0001", 500
PANEL = f"/applications/{NUMBER}/eligibility"
ROUNDS, REPEAT = 20, 20
CONDITIONS = 46
Work = Callable[[int], object]


def lay_in() -> None:
    """Put a whole application on record, its table noted as the desk notes it."""
    Application(
        number=NUMBER,
        authority="330000",
        host="host-1",
        host_name="临江装备研究院有限公司",
        credit_code="91330100MA27XK8Q3A",
        platform_name="临江高端装备中试平台",
        name_key="临江高端装备中试平台",
        state="draft",
        revision=1,
        values=typed(equipment_value="5000"),
        equipment=[row(value="10") for _ in range(ROWS)],
        equipment_sum=EquipmentSum(count=ROWS, total=Decimal128("5000"), pieces=2 * ROWS, bad=0),
        saved_by="测速",
        saved_at=NOW,
        changed_at=NOW,
    ).save()


def empty_page(app: Flask) -> None:
    """Give the service a page of nothing but its frame."""
    source = '{% extends "base.html" %}{% block heading %}空{% endblock %}'
    app.add_url_rule("/nothing", "nothing", lambda: render_template_string(source))


def asked(visitor: FlaskClient, address: str, mark: bytes, count: int, **more: object) -> Work:
    """Return the work of asking for a page; the mark must stand in it so often."""

    def ask(_: int) -> None:
        answer = visitor.get(address, **more)
        assert answer.data.count(mark) == count, answer.text[:300]  # noqa: S101 - measured only if done

    return ask


def autosave(visitor: FlaskClient) -> Work:
    """Return the work of saving one more change of a section, as the script does."""

    def save(_: int) -> None:
        revision = Application.objects.only("revision").get(number=NUMBER).revision
        sent = {"version": str(revision), "plan_years": str(3 + revision % 2)}
        answer = visitor.post(f"/applications/{NUMBER}/sections/plan/draft", data=sent)
        assert len(answer.json["marks"]["outcomes"]) == CONDITIONS, answer.text[:300]  # noqa: S101 - as above

    return save


def main() -> int:
    """Measure and print; 1 above the ceiling."""
    with service("panel") as app:
        app.config["WTF_CSRF_ENABLED"] = False
        empty_page(app)
        lay_in()
        visitor = signed_in(app, Role.HOST_OPERATOR, {"host": "host-1"})
        headers = token_for(Role.HOST_OPERATOR, host="host-1")
        found = interleaved(
            {
                "panel": asked(visitor, PANEL, b'class="condition"', CONDITIONS),
                "empty page": asked(visitor, "/nothing", "空</h1>".encode(), 1),
                "over the API": asked(
                    app.test_client(),
                    f"/api/v1{PANEL}",
                    b'"criterion"',
                    CONDITIONS,
                    headers=headers,
                ),
                "autosave": autosave(visitor),
            },
            rounds=ROUNDS,
            repeat=REPEAT,
        )
    reads = "reading 96 entries, judging 46 conditions and writing them out"
    holds = told(
        "How an application stands (floor: our frame around nothing)",
        found,
        "panel",
        [Ceiling("empty page", 2.0)],
        limited_by=reads,
    )
    for name in ("over the API", "autosave"):
        told(name, found, name, [Ceiling("empty page")])
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
