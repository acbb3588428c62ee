"""Applications 申报: the head with its working paper, and the versions that were submitted."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bson.decimal128 import Decimal128
from mongoengine import (
    BooleanField,
    DateField,
    DateTimeField,
    Document,
    DynamicField,
    EmbeddedDocument,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    IntField,
    StringField,
)

from registry.documents.attachments import Attachment
from registry.documents.stamped_scans import StampedScan
from registry.plain_fields import PlainDict, PlainList


class ReturnedSection(EmbeddedDocument):
    """A section of the form that goes back to the host, and why."""

    section = StringField(required=True)
    reason = StringField(required=True)


class FrozenContent(EmbeddedDocument):
    """What was fixed for printing and stamping; any later edit voids it (ruling 11).

    ``content`` holds exact values, ``digest`` covers content, equipment and attachments.
    """

    digest = StringField(required=True)
    form_version = StringField(required=True)
    rulebook = StringField(required=True)
    content = PlainDict(required=True)
    equipment = PlainList(PlainDict())
    frozen_at = DateTimeField(required=True)
    account_name = StringField(required=True)


class ApplicationDecision(EmbeddedDocument):
    """What the authority decided: recommended, or refused with a ground; never changed."""

    outcome = StringField(required=True)
    reason = StringField(required=True)
    review = StringField(required=True)
    account_name = StringField(required=True)
    decided_at = DateTimeField(required=True)


class EquipmentSum(EmbeddedDocument):
    """What was noted of the equipment table when its rows were saved: count, sum, bad rows."""

    count = IntField(required=True, default=0)
    total = DynamicField(required=True, default=Decimal128("0"))
    pieces = IntField(required=True, default=0)
    bad = IntField(required=True, default=0)


class Application(Document):
    """One host's application for one platform: where it stands, and what is being typed.

    ``values`` and ``equipment`` are kept as typed, valid or not; of the restricted contact
    block only what is sealed for this number and field. ``revision`` grows with every
    change, so that two tabs cannot overwrite each other unseen; ``section_revisions`` names the
    one that changed a section last: two tabs on two sections are not in each other's way.
    ``version`` is the latest submitted one, 0 for none. ``period`` is the round it was submitted
    in, and ``submitted_at`` its first arrival there: what was in time stays in time. ``live`` is
    false once it has ended; a host has one live application for a platform.
    ``taxonomy_field`` and ``division`` are those of the latest submitted version: what a
    reviewer's list is narrowed by. ``pre_review`` is the opinion of its division's office on
    that version, empty for none.
    """

    number = StringField(required=True)
    programme = StringField(required=True, default="national_reserve")
    authority = StringField(required=True)
    host = StringField(required=True)
    host_name = StringField(required=True)
    credit_code = StringField(required=True)
    platform_name = StringField(default="")
    name_key = StringField(default="")
    state = StringField(required=True)
    live = BooleanField(required=True, default=True)
    revision = IntField(required=True, min_value=1)
    section_revisions = PlainDict()
    values = PlainDict()
    equipment = PlainList(PlainDict())
    equipment_sum = EmbeddedDocumentField(EquipmentSum)
    frozen = EmbeddedDocumentField(FrozenContent)
    scan = EmbeddedDocumentField(StampedScan)
    attachments = EmbeddedDocumentListField(Attachment)
    version = IntField(required=True, default=0)
    period = StringField(default="")
    submitted_at = DateTimeField()
    to_ministry = BooleanField(required=True, default=False)
    taxonomy_field = StringField(default="")
    division = StringField(default="")
    pre_review = StringField(default="")
    claimed_by = StringField(default="")
    claimed_by_name = StringField(default="")
    claimed_at = DateTimeField()
    returned = EmbeddedDocumentListField(ReturnedSection)
    return_until = DateField()
    decision = EmbeddedDocumentField(ApplicationDecision)
    platform = StringField(default="")
    saved_by = StringField(required=True)
    saved_at = DateTimeField(required=True)
    changed_at = DateTimeField(required=True)

    meta = {
        "collection": "applications",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            ("host", "-number"),
            ("authority", "number"),
            ("authority", "state", "submitted_at"),
            ("authority", "period", "state", "number"),
            ("period", "state", "number"),
            ("authority", "period", "state", "changed_at"),
            {
                "fields": ["to_ministry", "state", "submitted_at", "number"],
                "partialFilterExpression": {"to_ministry": True},
            },
            ("credit_code", "name_key"),
            {
                "fields": ["host", "name_key"],
                "unique": True,
                "partialFilterExpression": {"live": True, "name_key": {"$gt": ""}},
            },
        ],
    }


class ApplicationVersion(Document):
    """One submitted version, written once and never changed.

    ``number`` is its receipt's, ``receipt_digest`` the digest printed on it; ``digest`` is that
    of the content, as the printed form carries it. ``assessments`` is how it stood against each
    criterion on that day under ``rulebook``, ``findings`` what was told to the host. Of what had
    been returned, ``returned`` and ``return_until`` say which sections, until when.
    """

    number = StringField(required=True)
    application = StringField(required=True)
    version = IntField(required=True, min_value=1)
    authority = StringField(required=True)
    host = StringField(required=True)
    period = StringField(required=True)
    form_version = StringField(required=True)
    content = PlainDict(required=True)
    equipment = PlainList(PlainDict())
    assessments = PlainList(PlainDict())
    findings = PlainList(PlainDict())
    scan = EmbeddedDocumentField(StampedScan)
    attachments = EmbeddedDocumentListField(Attachment)
    rulebook = StringField(required=True)
    digest = StringField(required=True)
    receipt_digest = StringField(required=True)
    account = StringField(required=True)
    account_name = StringField(required=True)
    submitted_at = DateTimeField(required=True)
    returned = EmbeddedDocumentListField(ReturnedSection)
    return_until = DateField()

    meta = {
        "collection": "application_versions",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            {"fields": ["application", "version"], "unique": True},
        ],
    }


def stored(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as the record keeps them: exact decimals as Decimal128, tuples as lists."""
    return {key: _stored(value) for key, value in content.items()}


def restored(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as the law reads them: exact decimals and tuples again."""
    return {key: _restored(value) for key, value in content.items()}


def _stored(value: Any) -> Any:  # noqa: ANN401 - any value a field may hold
    if isinstance(value, Decimal):
        return Decimal128(value)
    return list(value) if isinstance(value, tuple) else value


def _restored(value: Any) -> Any:  # noqa: ANN401 - as above
    if isinstance(value, Decimal128):
        return value.to_decimal()
    return tuple(value) if isinstance(value, list) else value


DOCUMENTS = (Application, ApplicationVersion)
