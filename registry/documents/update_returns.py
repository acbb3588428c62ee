"""Returns 退回补正: which filed quarter was returned to which sections, why, what came of it."""

from mongoengine import BooleanField, DateTimeField, Document, IntField, StringField

from registry.plain_fields import PlainList

LONGEST_REASON = 1000


class UpdateReturn(Document):
    """One return of one filed quarter; at most one of a quarter is open.

    ``state`` is ``policy.update_returns.ReturnState`` without ``unanswered``, which the clock
    says: an open one counts as returned and not yet answered. ``receipt`` and
    ``returned_version`` are the version that was returned, ``answer`` the receipt of the one
    that answered it. ``leave`` is the leave to file late that was given with it, if any.
    ``platform_left`` says that the platform left the library: nobody waits for an answer.
    ``sections`` are keys of the form. ``version`` is its ETag.
    """

    number = StringField(required=True)
    programme = StringField(required=True, default="national_reserve")
    authority = StringField(required=True)
    platform = StringField(required=True)
    platform_name = StringField(required=True)
    host = StringField(required=True)
    period = StringField(required=True)
    receipt = StringField(required=True)
    returned_version = IntField(required=True, min_value=1)
    sections = PlainList(StringField(), required=True)
    reason = StringField(required=True, max_length=LONGEST_REASON)
    leave = StringField(default="")
    state = StringField(required=True, default="open")
    rulebook = StringField(required=True)
    version = IntField(required=True, default=1)
    account = StringField(required=True)
    account_name = StringField(required=True)
    returned_at = DateTimeField(required=True)
    platform_left = BooleanField(default=False)
    answer = StringField(default="")
    answered_at = DateTimeField()
    answered_by_name = StringField(default="")
    withdrawn_at = DateTimeField()
    withdrawn_by_name = StringField(default="")
    withdrawn_reason = StringField(default="")

    meta = {
        "collection": "update_returns",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            {
                "fields": ["platform", "period"],
                "unique": True,
                "partialFilterExpression": {"state": "open"},
                "name": "one_open_of_a_quarter",
            },
            ("platform", "period", "-returned_at"),
            ("period", "authority", "state", "platform"),
            ("authority", "state", "period"),
            ("host", "state", "period"),
            ("-returned_at", "-number"),
            ("authority", "-returned_at", "-number"),
            ("host", "-returned_at", "-number"),
        ],
    }


DOCUMENTS = (UpdateReturn,)
