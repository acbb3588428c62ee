"""What a platform's record lists beside its own facts."""

from typing import Any

from flask import url_for

from registry.documents.transfers import Transfer
from registry.permissions import Actor, may
from registry.services.authorities import authority_name


def transfer_line(transfer: Transfer, reader: Actor) -> dict[str, Any]:
    """Return a transfer as the record lists it; it opens for the two sides and the ministry."""
    opens = may(reader, "transfers:read") and reader.authority in {"", *transfer.parties}
    return {
        "number": transfer.number,
        "giving": authority_name(transfer.giving),
        "receiving": authority_name(transfer.receiving),
        "effective_on": transfer.effective_on,
        "state": transfer.state,
        "href": url_for("transfers.show", number=transfer.number) if opens else "",
    }
