"""Applications 申报 as their hosts and authorities find them: lists, and how one stands.

A draft is nobody's business but its host's. An office sees what was submitted to it: the
record's head, and the version as it was sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.applications import Application, ApplicationVersion, EquipmentSum
from registry.errors import NotFound
from registry.forms import application_form
from registry.permissions import PROVINCE, Actor, Role, authority_in_view, require
from registry.policy.applications import facts_typed
from registry.policy.eligibility import Assessment, assess
from registry.policy.rulebook import Rulebook
from registry.services.application_forms import noted, supports_of

_HEAD = (
    "number",
    "programme",
    "authority",
    "host",
    "host_name",
    "credit_code",
    "platform_name",
    "state",
    "live",
    "revision",
    "version",
    "period",
    "submitted_at",
    "to_ministry",
    "returned",
    "return_until",
    "platform",
    "saved_by",
    "saved_at",
    "changed_at",
)  # fmt: skip - one list of fields reads as a table
_STANDING = (
    "number",
    "programme",
    "host",
    "platform_name",
    "state",
    "version",
    "values",
    "equipment_sum",
    "attachments.supports",
)  # fmt: skip - as above


@dataclass(frozen=True, slots=True)
class Standing:
    """How an application stands against every condition, as far as it is filled in."""

    number: str
    platform_name: str
    state: str
    assessments: tuple[Assessment, ...]


@dataclass(frozen=True, slots=True)
class ApplicationFilter:
    """What an office's list is narrowed to; empty narrows nothing."""

    authority: str = ""
    period: str = ""
    state: str = ""


def own_applications(*, by: Actor) -> Sequence[Application]:
    """Return a host's applications, newest first, without their contents; one query."""
    require(by, "applications:draft", host=by.host)
    found = Application.objects(host=by.host).only(*_HEAD).order_by("-number")
    return list(found)  # index host_1_number_-1


def applications_page(
    narrowed: ApplicationFilter, after: str, limit: int, *, by: Actor
) -> Sequence[Application]:
    """Return applications by number, without contents; one query.

    A host sees its own, drafts too; a province what was submitted to its authority, the
    ministry everything submitted. Raises NotFound for another's authority.
    """
    if by.role is Role.HOST_OPERATOR:
        require(by, "applications:read", host=by.host)
        found = Application.objects(host=by.host)  # index host_1_number_-1
    else:
        authority = authority_in_view(by, narrowed.authority)
        require(by, "applications:read", authority=authority)
        found = Application.objects(version__gt=0)  # index number_1
        if authority is not None:  # index authority_1_number_1
            found = found.filter(authority=authority)
    for name in ("period", "state"):
        if value := getattr(narrowed, name):
            found = found.filter(**{name: value})
    return list(found.filter(number__gt=after).only(*_HEAD).order_by("number").limit(limit))


def read_head(number: str, *, by: Actor) -> Application:
    """Return an application without its contents, to its host or to whom it was submitted.

    Raises NotFound where it is another's, or was not submitted yet.
    """
    require(by, "applications:read")
    one = Application.objects(number=number).only(*_HEAD).first()  # index number_1
    if one is None:
        raise NotFound
    require(by, "applications:read", host=one.host, authority=one.authority)
    if by.role is not Role.HOST_OPERATOR and not one.version:
        raise NotFound
    return one


def latest_version(number: str, *, by: Actor) -> ApplicationVersion:
    """Return the version of an application that was submitted last. Raises NotFound."""
    head = read_head(number, by=by)
    found = ApplicationVersion.objects(
        application=number, version=head.version
    ).first()  # index application_1_version_1
    if found is None:
        raise NotFound
    return found


def sees_contacts(by: Actor) -> bool:
    """Tell whether contacts are shown: to the host, and to the authority that reviews."""
    return by.role is Role.HOST_OPERATOR or by.role in PROVINCE


def standing_of(number: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> Standing:
    """Return how a host's application stands against every condition; one query.

    Read past the mapper and without the table's rows: it is asked for while one types.
    """
    require(by, "applications:draft")
    found = Application._get_collection().find_one(  # noqa: SLF001 - see above
        {"number": number}, _STANDING
    )  # index number_1
    if found is None:
        raise NotFound
    require(by, "applications:draft", host=found["host"])
    if by.role is not Role.HOST_OPERATOR:
        raise NotFound
    assessments = _assessed(found, at, rulebook)
    return Standing(number, found["platform_name"], found["state"], assessments)


def _assessed(found: Mapping[str, Any], at: datetime, rulebook: Rulebook) -> tuple[Assessment, ...]:
    form, today = application_form(), at.astimezone(SHANGHAI).date()
    table = noted(EquipmentSum(**found.get("equipment_sum", {})))
    papers = {"attachments": found.get("attachments", [])}
    facts = facts_typed(form, found.get("values", {}), table, supports_of(papers), today)
    return assess(rulebook.programme(found["programme"]), facts, today)
