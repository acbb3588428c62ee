"""Quarterly updates submitted through our service: what those who measure that share."""

from collections.abc import Callable, Mapping

from bson import ObjectId
from bson.decimal128 import Decimal128
from flask import Flask

from benchmarks.service import NOW
from registry.documents.platforms import Platform

TYPED = {
    "equipment_value": "1420.5",
    "site_area": "2600",
    "full_time_staff": "13",
    "load": "85",
    "projects_in_hand": "4",
    "enterprises_served": "24",
    "new_enterprises": "3",
    "projects_this_quarter": "0",
    "service_income_this_year": "1180.25",
    "major_changes": "no",
    "accidents": "no",
    "penalties": "no",
}  # fmt: skip - a whole update as typed
Work = Callable[[int], object]


def number_of(ordinal: int) -> str:
    """Return a platform's number."""
    return f"330000-2026-{ordinal:04d}"


def lay_in(count: int) -> None:
    """Put so many platforms of one host into the library, in one go."""
    one = (
        Platform(
            authority="330000",
            host="host-1",
            credit_code="91330000MA0000001X",
            host_name="钱江新材料研究院",
            name="先进材料中试平台",
            name_key="先进材料中试平台",
            place="杭州市",
            taxonomy_field="原材料工业",
            direction="先进材料",
            state="in_library",
            basis="sheet_only",
            batch="2026H1",
            admitted_at=NOW.replace(month=3),
            changed_at=NOW,
            profile={"equipment_value": Decimal128("1350.50"), "full_time_staff": 12},
        )
        .to_mongo()
        .to_dict()
    )  # fmt: skip - one record
    Platform._get_collection().insert_many(  # noqa: SLF001 - laid in past the mapper
        {**one, "_id": ObjectId(), "number": number_of(n), "name_key": f"平台{n}"}
        for n in range(count)
    )


def ours(app: Flask, headers: Mapping[str, str]) -> Work:
    """Return the submission through our service."""
    visitor = app.test_client()
    body = {"values": TYPED}

    def submit(ordinal: int) -> None:
        answer = visitor.post(
            f"/api/v1/platforms/{number_of(ordinal)}/quarterly-updates/2026Q4",
            json=body,
            headers={**headers, "Idempotency-Key": f"measured-{number_of(ordinal)}"},
        )
        assert answer.status_code == 201, answer.text  # noqa: PLR2004, S101 - measured only if done

    return submit
