"""``reserve deliveries``: what was given up, by command, and all of it tried again."""

from pathlib import Path

import pytest

from registry import database as db
from registry.documents.catalogue import all_documents
from registry.documents.deliveries import Delivery
from registry.embedded import EmbeddedServer
from tests.commands.conftest import Call, reserve  # noqa: F401 - a fixture, asked for by name
from tests.house.delivery_records import Holder, a_dead_letter


class _Whose(Holder):
    account, host, authority = "5f0000000000000000000008", "host-1", "330000"


def test_an_outage_is_made_good_by_one_command(
    reserve: Call,  # noqa: F811 - the fixture
    prepared: EmbeddedServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The list says how many and why; resending leaves none; another channel is untouched."""
    name = f"deliveries_{tmp_path.name[-30:]}"
    for variable, value in {"MONGODB_URI": prepared.uri, "DATABASE": name}.items():
        monkeypatch.setenv(f"RESERVE_{variable}", value)
    db.connect(prepared.uri, name)
    try:
        db.ensure_indexes(all_documents())
        a_dead_letter(_Whose())
        a_dead_letter(_Whose(), channel="sms")
        db.disconnect()
        assert "邮件服务器拒收" in reserve("deliveries", "list").out
        listed = reserve("deliveries", "list", "--json").json
        assert [one["fault"] for one in listed["dead"]] == ["mail_refused"]
        assert reserve("deliveries", "resend", "--channel", "email", "--json").json == {"resent": 1}
        assert reserve("deliveries", "list", "--json").json["channels"]["email"]["dead"] == 0
        assert reserve("deliveries", "resend", "--channel", "pigeon").code == 2
        db.connect(prepared.uri, name)
        assert Delivery.objects(state="failed").count() == 1
        db.client().drop_database(name)
    finally:
        db.disconnect()
