"""Removal cases 移出案件: one ground against one platform, from opening to decision or closing."""

from mongoengine import (
    BooleanField,
    DateField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    IntField,
    StringField,
)

from registry.documents.evidence import Paper

LONGEST_TEXT = 4000


class CaseNotice(EmbeddedDocument):
    """What the host was told: document number and day, what is asked, until when it may state.

    ``last_day`` is the last of ``days`` working days, ``until`` (excluded) the moment it ends.
    """

    number = StringField(required=True, max_length=80)
    dated = DateField(required=True)
    asks = StringField(required=True, max_length=LONGEST_TEXT)
    days = IntField(required=True)
    last_day = DateField(required=True)
    until = DateTimeField(required=True)
    account_name = StringField(required=True)
    given_at = DateTimeField(required=True)


class CaseStatement(EmbeddedDocument):
    """What the host says; ``late`` is a flag: it is read all the same."""

    text = StringField(required=True, max_length=LONGEST_TEXT)
    late = BooleanField(required=True)
    account_name = StringField(required=True)
    received_at = DateTimeField(required=True)


class Verification(EmbeddedDocument):
    """What was found 核实, by whom and when; ``organ`` is province or ministry (ruling 19)."""

    organ = StringField(required=True)
    authority = StringField(default="")
    person = StringField(required=True, max_length=80)
    verified_on = DateField(required=True)
    confirmed = BooleanField(required=True)
    findings = StringField(required=True, max_length=LONGEST_TEXT)
    account_name = StringField(required=True)
    recorded_at = DateTimeField(required=True)


class Preparation(EmbeddedDocument):
    """A decision as it waits for its signature; ``effective_on`` None is the day of signing."""

    document = StringField(required=True, max_length=80)
    reasons = StringField(required=True, max_length=LONGEST_TEXT)
    effective_on = DateField()
    account = StringField(required=True)
    account_name = StringField(required=True)
    prepared_at = DateTimeField(required=True)


class CaseDecision(EmbeddedDocument):
    """The decision of the ministry, as it stands on paper; written once.

    ``removed``: the platform left the library by it; false where it had left before.
    ``ban_from`` and ``ban_until`` are None where the ground brings none. ``digest`` is that of
    the whole decision.
    """

    document = StringField(required=True)
    reasons = StringField(required=True)
    decided_on = DateField(required=True)
    effective_on = DateField(required=True)
    removed = BooleanField(required=True)
    ban_years = IntField()
    ban_from = DateField()
    ban_until = DateField()
    prepared_by = StringField(required=True)
    prepared_by_name = StringField(required=True)
    signed_by = StringField(required=True)
    signed_by_name = StringField(required=True)
    decided_at = DateTimeField(required=True)
    rulebook = StringField(required=True)
    batch = StringField(default="")
    digest = StringField(required=True)


class CaseClosing(EmbeddedDocument):
    """That a case ended without a removal, how, and why."""

    outcome = StringField(required=True)
    reason = StringField(required=True)
    account_name = StringField(required=True)
    closed_at = DateTimeField(required=True)


class Hold(EmbeddedDocument):
    """One time that a case stood still: from when to when, and why."""

    reason = StringField(required=True)
    account_name = StringField(required=True)
    held_at = DateTimeField(required=True)
    resumed_at = DateTimeField()
    resumed_by_name = StringField(default="")
    resumed_reason = StringField(default="")


class GivenBack(EmbeddedDocument):
    """That a prepared decision was not signed, and why."""

    reason = StringField(required=True)
    account_name = StringField(required=True)
    given_back_at = DateTimeField(required=True)


class RemovalCase(Document):
    """One case. ``state`` moves by ``registry.policy.removal_cases``; ``version`` is its ETag.

    ``open`` until decided or closed: a platform has one open case on a ground at most.
    ``origin_kind`` and ``origin`` name what it came from, empty for a finding of its own. What
    is embedded is only added to, but for the preparation, which may be written anew.
    ``upon_appeal`` is how the decision stands after an appeal or while one suspends it: empty,
    suspended, upheld, changed, annulled; ``appeal`` is that appeal's number.
    """

    number = StringField(required=True)
    programme = StringField(required=True, default="national_reserve")
    authority = StringField(required=True)
    platform = StringField(required=True)
    platform_name = StringField(required=True)
    host = StringField(required=True)
    host_name = StringField(required=True)
    credit_code = StringField(required=True)
    ground = StringField(required=True)
    clause = StringField(required=True)
    wants_verification = BooleanField(required=True)
    facts = StringField(required=True, max_length=LONGEST_TEXT)
    occurred_on = DateField()
    origin_kind = StringField(default="")
    origin = StringField(default="")
    state = StringField(required=True)
    open = BooleanField(required=True, default=True)
    noticed = BooleanField(required=True, default=False)
    on_hold = BooleanField(required=True, default=False)
    version = IntField(required=True, default=1)
    rulebook = StringField(required=True)
    account = StringField(required=True)
    account_name = StringField(required=True)
    opened_by = StringField(required=True)
    opened_at = DateTimeField(required=True)
    evidence = EmbeddedDocumentListField(Paper)
    notice = EmbeddedDocumentField(CaseNotice)
    statements = EmbeddedDocumentListField(CaseStatement)
    verifications = EmbeddedDocumentListField(Verification)
    preparation = EmbeddedDocumentField(Preparation)
    given_back = EmbeddedDocumentListField(GivenBack)
    holds = EmbeddedDocumentListField(Hold)
    decision = EmbeddedDocumentField(CaseDecision)
    closing = EmbeddedDocumentField(CaseClosing)
    upon_appeal = StringField(default="")
    appeal = StringField(default="")

    meta = {
        "collection": "removal_cases",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            {
                "fields": ["platform", "ground"],
                "unique": True,
                "partialFilterExpression": {"open": True},
                "name": "one_open_per_ground",
            },
            ("platform", "-opened_at"),
            ("-opened_at", "-number"),
            ("authority", "-opened_at", "-number"),
            ("host", "-opened_at", "-number"),
            ("authority", "state", "ground"),
            ("host", "open"),
            ("state", "-opened_at", "-number"),
        ],
    }


class RemovalStatementDraft(Document):
    """What somebody of the host types as a statement: nobody else's, and no part of the case."""

    case = StringField(required=True)
    account = StringField(required=True)
    text = StringField(required=True, max_length=LONGEST_TEXT)
    saved_at = DateTimeField(required=True)

    meta = {
        "collection": "removal_statement_drafts",
        "auto_create_index": False,
        "indexes": [{"fields": ["case", "account"], "unique": True}],
    }


DOCUMENTS = (RemovalCase, RemovalStatementDraft)
