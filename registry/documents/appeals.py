"""Appeals 异议 against a removal decision, from filing to outcome; corrections 更正 among them."""

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


class Suspension(EmbeddedDocument):
    """One time that the decision was suspended: from which moment to which, and why.

    ``restored``: the platform came back into the library by it, for as long as it lasts.
    """

    reason = StringField(required=True)
    restored = BooleanField(required=True)
    account_name = StringField(required=True)
    suspended_at = DateTimeField(required=True)
    resumed_at = DateTimeField()
    resumed_by_name = StringField(default="")
    resumed_reason = StringField(default="")


class OutcomePreparation(EmbeddedDocument):
    """An outcome as it waits for its signature; ``ground`` is what the decision is changed to."""

    document = StringField(required=True, max_length=80)
    outcome = StringField(required=True)
    ground = StringField(default="")
    reasons = StringField(required=True, max_length=LONGEST_TEXT)
    account = StringField(required=True)
    account_name = StringField(required=True)
    prepared_at = DateTimeField(required=True)


class OutcomeGivenBack(EmbeddedDocument):
    """That a prepared outcome was not signed, and why."""

    reason = StringField(required=True)
    account_name = StringField(required=True)
    given_back_at = DateTimeField(required=True)


class AppealOutcome(EmbeddedDocument):
    """What became of the decision, as it stands on paper; written once.

    ``in_library``: the platform is in the library since. ``library_from`` is the day from which
    it counts as never having left, None where it stays out or was never taken out. ``ban_from``
    and ``ban_until`` are those of the ban after a change. ``digest`` is that of the whole.
    """

    document = StringField(required=True)
    outcome = StringField(required=True)
    ground = StringField(default="")
    clause = StringField(default="")
    reasons = StringField(required=True)
    decided_on = DateField(required=True)
    in_library = BooleanField(required=True)
    library_from = DateField()
    ban_voided = BooleanField(required=True, default=False)
    ban_from = DateField()
    ban_until = DateField()
    prepared_by = StringField(required=True)
    prepared_by_name = StringField(required=True)
    signed_by = StringField(required=True)
    signed_by_name = StringField(required=True)
    decided_at = DateTimeField(required=True)
    rulebook = StringField(required=True)
    digest = StringField(required=True)


class Appeal(Document):
    """One appeal. ``state`` moves by ``registry.policy.appeals``; ``version`` is its ETag.

    ``case`` and ``decision`` name what it objects to. ``asks`` is the outcome asked for,
    ``last_day`` the last day to object (None for the ministry's own correction). ``open`` until
    decided or withdrawn: a case has one open appeal at most, and one of its host in all.
    """

    number = StringField(required=True)
    programme = StringField(required=True, default="national_reserve")
    origin = StringField(required=True)
    case = StringField(required=True)
    decision = StringField(required=True)
    authority = StringField(required=True)
    platform = StringField(required=True)
    platform_name = StringField(required=True)
    host = StringField(required=True)
    host_name = StringField(required=True)
    credit_code = StringField(required=True)
    asks = StringField(required=True)
    asks_suspension = BooleanField(required=True, default=False)
    grounds = StringField(required=True, max_length=LONGEST_TEXT)
    last_day = DateField()
    state = StringField(required=True)
    open = BooleanField(required=True, default=True)
    suspended = BooleanField(required=True, default=False)
    version = IntField(required=True, default=1)
    rulebook = StringField(required=True)
    account = StringField(required=True)
    account_name = StringField(required=True)
    filed_at = DateTimeField(required=True)
    evidence = EmbeddedDocumentListField(Paper)
    suspensions = EmbeddedDocumentListField(Suspension)
    preparation = EmbeddedDocumentField(OutcomePreparation)
    given_back = EmbeddedDocumentListField(OutcomeGivenBack)
    withdrawn_at = DateTimeField()
    withdrawn_by_name = StringField(default="")
    withdrawn_reason = StringField(default="")
    outcome = EmbeddedDocumentField(AppealOutcome)

    meta = {
        "collection": "appeals",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            {
                "fields": ["case"],
                "unique": True,
                "partialFilterExpression": {"open": True},
                "name": "one_open_per_case",
            },
            ("case", "-filed_at"),
            ("platform", "-filed_at"),
            ("-filed_at", "-number"),
            ("authority", "-filed_at", "-number"),
            ("host", "-filed_at", "-number"),
            ("state", "-filed_at", "-number"),
            ("authority", "state"),
            ("host", "open"),
        ],
    }


DOCUMENTS = (Appeal,)
