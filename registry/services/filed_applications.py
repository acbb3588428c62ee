"""Applications 申报 as a summary sheet is compared with them: two queries for a whole round."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from bson.decimal128 import Decimal128

from registry.documents.applications import Application, ApplicationVersion
from registry.policy.application_states import ApplicationState
from registry.policy.reconciliation import COMPARED, Key, by_platform
from registry.policy.summary_sheet_rows import FiledApplication
from registry.sheets.forms import Column, load_form

_HEAD = (
    "number", "state", "credit_code", "name_key", "platform_name", "host_name", "version",
    "platform",
)  # fmt: skip
_FIGURES = frozenset({"money", "count"})


def filed_applications(
    authority: str, period: str, *, admitted_as: Collection[str] = ()
) -> dict[Key, FiledApplication]:
    """Return the applications a round's sheet may rest on, by platform; two queries.

    Those of the round and of earlier ones that were submitted: review may finish after its
    window. A recommended one comes with its latest submitted version; so does one that was
    admitted as one of the given platforms.
    """
    heads = list(
        Application.objects(
            __raw__={
                "authority": authority,
                "period": {"$gt": "", "$lte": period},
                "state": {"$in": [one.value for one in COMPARED]},
            }
        )
        .only(*_HEAD)
        .hint("authority_1_period_1_state_1_number_1")
        .as_pymongo()
    )
    counted = [one for one in heads if _counts(one, admitted_as)]
    contents = stated_by({one["number"]: one["version"] for one in counted})
    return by_platform(
        FiledApplication(
            number=one["number"],
            state=one["state"],
            credit_code=one["credit_code"],
            name_key=one["name_key"],
            platform_name=one["platform_name"],
            host_name=one["host_name"],
            recommended=_counts(one, admitted_as),
            values=contents.get(one["number"], {}),
        )
        for one in heads
    )


def recommended_rows(authority: str, period: str) -> list[dict[str, Any]]:
    """Return what a round's sheet has to say of each recommended application, by its number.

    Of several figures that an application states for a column the first counts.
    """
    recommended = sorted(
        (one for one in filed_applications(authority, period).values() if one.recommended),
        key=lambda one: one.number,
    )
    return [
        {
            "platform_name": one.platform_name,
            "host_name": one.host_name,
            "credit_code": one.credit_code,
            **{
                key: stated[0]
                for key, stated in one.values.items()
                if key not in {"platform_name", "host_name", "credit_code"}
            },
        }
        for one in recommended
    ]


def _counts(head: Mapping[str, Any], admitted_as: Collection[str]) -> bool:
    if head["state"] == ApplicationState.RECOMMENDED.value:
        return True
    return head["state"] == ApplicationState.ADMITTED.value and head["platform"] in admitted_as


def stated_by(versions: Mapping[str, int]) -> dict[str, dict[str, tuple[Any, ...]]]:
    """Return what the latest versions say, by the sheet's fields; one query."""
    columns = [column for column in load_form().columns if column.application]
    fields = {f"content.{name}": True for column in columns for name in column.application}
    stored = ApplicationVersion._get_collection().find(  # noqa: SLF001 - thousands of them go past the mapper
        {"application": {"$in": list(versions)}},
        {"_id": False, "application": True, "version": True, **fields},
        hint="application_1_version_1",
    )
    return {
        one["application"]: {
            column.key: stated
            for column in columns
            if (stated := _stated(one.get("content") or {}, column))
        }
        for one in stored
        if one["version"] == versions[one["application"]]
    }


def _stated(content: Mapping[str, Any], column: Column) -> tuple[Any, ...]:
    """Return what an application says in the fields that a column stands for."""
    given = (content.get(name) for name in column.application)
    return tuple(_exact(one, column) for one in given if one is not None and one != "")


def _exact(value: Any, column: Column) -> Any:  # noqa: ANN401 - as the database keeps it
    if isinstance(value, Decimal128):
        return value.to_decimal()
    if column.kind == "count":
        return int(value)
    return Decimal(str(value)) if column.kind in _FIGURES else value
