"""Exit proposals 退出建议: a province proposes that a platform leaves; the ministry decides."""

from mongoengine import DateTimeField, Document, IntField, StringField


class ExitProposal(Document):
    """One proposal on one platform, of one round. The platform stays in the library.

    ``state`` moves by the table in ``registry.policy.exit_proposals``; ``version`` counts its
    changes (ETag). A platform has one open proposal at most.
    """

    number = StringField(required=True)
    programme = StringField(required=True, default="national_reserve")
    period = StringField(required=True)
    authority = StringField(required=True)
    platform = StringField(required=True)
    platform_name = StringField(required=True)
    host = StringField(required=True)
    host_name = StringField(required=True)
    ground = StringField(required=True)
    clause = StringField(required=True)
    facts = StringField(required=True, max_length=4000)
    state = StringField(required=True)
    version = IntField(required=True, default=1)
    rulebook = StringField(required=True)
    account = StringField(required=True)
    account_name = StringField(required=True)
    proposed_at = DateTimeField(required=True)
    withdrawn_at = DateTimeField()
    withdrawn_by_name = StringField(default="")
    withdrawn_reason = StringField(default="", max_length=500)

    meta = {
        "collection": "exit_proposals",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            {
                "fields": ["platform"],
                "unique": True,
                "partialFilterExpression": {"state": "open"},
                "name": "one_open_per_platform",
            },
            ("-proposed_at", "-number"),
            ("authority", "-proposed_at", "-number"),
            ("host", "-proposed_at", "-number"),
            ("authority", "period", "state", "ground", "proposed_at"),
        ],
    }


DOCUMENTS = (ExitProposal,)
