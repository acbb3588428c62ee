"""Exit proposals 退出建议: a province proposes that a platform leaves; the ministry decides."""

from mongoengine import (
    BooleanField,
    DateTimeField,
    Document,
    EmbeddedDocumentListField,
    IntField,
    StringField,
)

from registry.documents.evidence import Paper


class ExitProposal(Document):
    """One proposal on one platform, of one round. The platform stays in the library.

    ``state`` moves by the table in ``registry.policy.exit_proposals``; ``version`` counts its
    changes (ETag). A platform has one open proposal at most. ``finding`` is the condition
    finding it was made on, ``evidence`` is only added to. ``decided_case`` is the removal case
    that settled it, ``removed`` whether the platform left.
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
    finding = StringField(default="")
    state = StringField(required=True)
    version = IntField(required=True, default=1)
    rulebook = StringField(required=True)
    account = StringField(required=True)
    account_name = StringField(required=True)
    proposed_at = DateTimeField(required=True)
    evidence = EmbeddedDocumentListField(Paper)
    withdrawn_at = DateTimeField()
    withdrawn_by_name = StringField(default="")
    withdrawn_reason = StringField(default="", max_length=500)
    decided_at = DateTimeField()
    decided_case = StringField(default="")
    removed = BooleanField()

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
