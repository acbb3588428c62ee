"""Conditions no longer met 入库条件线索 二（六）: a finding of one platform and condition."""

from mongoengine import (
    BooleanField,
    DateTimeField,
    Decimal128Field,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    StringField,
)

from registry.documents.platforms import Platform


class Seen(EmbeddedDocument):
    """A figure that was filed while the finding stood, the newest last.

    ``source`` names the filing (``quarterly_update:<receipt>``,
    ``realtime_update:<platform>:<serial>``); ``period`` is a quarter, empty for a real-time
    update; ``as_of`` the moment the figure is of.
    """

    source = StringField(required=True)
    period = StringField(default="")
    value = Decimal128Field(required=True)
    wanted = Decimal128Field(required=True)
    as_of = DateTimeField(required=True)
    seen_at = DateTimeField(required=True)


class FindingNote(EmbeddedDocument):
    """What an office wrote when it looked."""

    text = StringField(required=True)
    account = StringField(required=True)
    account_name = StringField(required=True)
    authority = StringField(default="")
    noted_at = DateTimeField(required=True)


class ConditionFinding(Document):
    """That a platform's figure lies below an entry condition; nobody is removed by it.

    ``field`` is the form's, ``value`` and ``wanted`` the newest, in ``unit``; ``percent`` the
    other way to meet the condition, which no update tells. ``state`` moves by the table in
    ``registry.policy.condition_findings``; ``open`` is true until an end, ``version`` counts the
    changes (ETag). ``resolved_by`` is the filing that met it again. ``stood`` is where it stood
    when the platform left. ``exit_proposal`` is the newest that was made on it.
    """

    number = StringField(required=True)
    programme = StringField(required=True)
    platform = StringField(required=True)
    platform_name = StringField(required=True)
    host = StringField(required=True)
    host_name = StringField(required=True)
    authority = StringField(required=True)
    criterion = StringField(required=True)
    clause = StringField(required=True)
    field = StringField(required=True)
    unit = StringField(default="")
    value = Decimal128Field(required=True)
    wanted = Decimal128Field(required=True)
    percent = Decimal128Field()
    seen = EmbeddedDocumentListField(Seen)
    notes = EmbeddedDocumentListField(FindingNote)
    state = StringField(required=True)
    open = BooleanField(required=True, default=True)
    stood = StringField(default="")
    version = IntField(required=True, default=1)
    rulebook = StringField(required=True)
    opened_at = DateTimeField(required=True)
    exit_proposal = StringField(default="")
    resolved_at = DateTimeField()
    resolved_by = StringField(default="")

    meta = {
        "collection": "condition_findings",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            {
                "fields": ["platform", "criterion"],
                "unique": True,
                "partialFilterExpression": {"open": True},
                "name": "one_open_of_a_condition",
            },
            ("platform", "-opened_at"),
            ("-opened_at", "-number"),
            ("authority", "-opened_at", "-number"),
            ("state", "-opened_at", "-number"),
            ("host", "-opened_at", "-number"),
            ("authority", "state", "criterion"),
        ],
    }


def standing_of(platform: str) -> list[ConditionFinding]:
    """Return a platform's findings that stand, by condition. Index one_open_of_a_condition."""
    found = ConditionFinding.objects(platform=platform, open=True).order_by("criterion")
    return list(found)


def of_platform(platform: Platform) -> dict[str, str]:
    """Return whose a finding is: what it takes over from its platform."""
    return {
        "programme": platform.programme,
        "platform": platform.number,
        "platform_name": platform.name,
        "host": platform.host,
        "host_name": platform.host_name,
        "authority": platform.authority,
    }


DOCUMENTS = (ConditionFinding,)
