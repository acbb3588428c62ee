"""Platforms 中试平台: the carriers in the reserve library, today and on any earlier day."""

from mongoengine import (
    BooleanField,
    DateField,
    DateTimeField,
    Document,
    DynamicField,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    StringField,
)

from registry.plain_fields import PlainDict


class Absence(EmbeddedDocument):
    """A time out of the library that an appeal ended: ``back_at`` is excluded.

    Nothing was asked of the platform meanwhile, so nothing is missing.
    """

    left_at = DateTimeField(required=True)
    back_at = DateTimeField(required=True)
    appeal = StringField(required=True)


class Platform(Document):
    """A platform as it stands today. It is its number (ruling 16).

    ``profile`` holds the current values by field key of the forms: money in 万元 as
    Decimal128, counts as whole numbers, areas in 平方米. ``state`` moves only by the table
    in ``registry.policy.standing``; a removed platform that enters again does so under a new
    number. ``realtime`` holds, by field key, the newest real-time value that counts, when it was
    measured and by which report. ``absences`` are the times that an appeal ended. What was true
    on an earlier day: ``PlatformFact``.
    """

    number = StringField(required=True)
    programme = StringField(required=True, default="national_reserve")
    authority = StringField(required=True)
    host = StringField(required=True)
    credit_code = StringField(required=True)
    host_name = StringField(required=True)
    name = StringField(required=True)
    name_key = StringField(required=True)
    place = StringField(default="")
    taxonomy_edition = StringField(default="")
    taxonomy_field = StringField(default="")
    direction = StringField(default="")
    state = StringField(required=True)
    key_cultivation = BooleanField(default=False)
    basis = StringField(required=True)
    batch = StringField(default="")
    admitted_at = DateTimeField(required=True)
    removed_at = DateTimeField()
    absences = EmbeddedDocumentListField(Absence)
    profile = PlainDict()
    realtime = PlainDict()
    latest_update = StringField(default="")
    changed_at = DateTimeField(required=True)

    meta = {
        "collection": "platforms",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            {
                "fields": ["credit_code", "name_key"],
                "unique": True,
                "partialFilterExpression": {"state": "in_library"},
            },
            ("authority", "state", "number"),
            ("state", "number"),
            ("host", "number"),
            ("authority", "taxonomy_field", "number"),
            ("taxonomy_field", "number"),
            ("authority", "number"),
            ("admitted_at", "number"),
            ("authority", "admitted_at", "number"),
            ("authority", "admitted_at", "removed_at", "number"),
            ("key_cultivation", "number"),
            ("authority", "credit_code"),
            "credit_code",
            {"fields": ["absences.back_at"], "sparse": True},
            ("authority", "state", "taxonomy_field", "key_cultivation"),
        ],
    }


class PlatformFact(Document):
    """One thing true of a platform from an effective date on; written once, never changed.

    ``aspect`` is one of the list below; ``value`` its value; ``source``
    says which act wrote it. The value on a day is the newest by effective date, then by
    recorded date, of those effective on or before it.
    """

    platform = StringField(required=True)
    aspect = StringField(
        required=True,
        choices=[
            "name",
            "host",
            "authority",
            "place",
            "taxonomy",
            "state",
            "profile",
            "key_cultivation",
        ],
    )
    value = DynamicField(required=True)
    effective_on = DateField(required=True)
    recorded_at = DateTimeField(required=True)
    source = StringField(required=True)

    meta = {
        "collection": "platform_facts",
        "auto_create_index": False,
        "indexes": [
            ("platform", "aspect", "-effective_on", "-recorded_at"),
            {
                "fields": ["value"],
                "name": "carried_by",
                "partialFilterExpression": {"aspect": "host"},
            },
        ],
    }


DOCUMENTS = (Platform, PlatformFact)
