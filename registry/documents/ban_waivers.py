"""Waivers of a ban 豁免: whom the ministry lets apply although a ban runs, and when."""

from mongoengine import DateField, DateTimeField, Document, IntField, StringField


class BanWaiver(Document):
    """Leave for one host, by its credit code, from one ban: for another platform than the banned.

    ``ban`` is the ban's id; ``decision`` and ``platform`` name it. ``state`` moves by the table
    in ``registry.policy.ban_waivers``; ``version`` counts its changes (ETag). ``from_day`` and
    ``until_day`` are its first and last day. One waits for approval at most for each.
    """

    number = StringField(required=True)
    ban = StringField(required=True)
    decision = StringField(required=True)
    platform = StringField(required=True)
    platform_name = StringField(required=True)
    credit_code = StringField(required=True)
    host = StringField(required=True)
    host_name = StringField(required=True)
    from_day = DateField(required=True)
    until_day = DateField(required=True)
    reason = StringField(required=True, max_length=1000)
    clause = StringField(required=True)
    rulebook = StringField(required=True)
    state = StringField(required=True)
    version = IntField(required=True, default=1)
    account = StringField(required=True)
    account_name = StringField(required=True)
    prepared_at = DateTimeField(required=True)
    approved_by = StringField(default="")
    approved_by_name = StringField(default="")
    approved_at = DateTimeField()
    withdrawn_by_name = StringField(default="")
    withdrawn_reason = StringField(default="", max_length=1000)
    withdrawn_at = DateTimeField()

    meta = {
        "collection": "ban_waivers",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            {
                "fields": ["ban", "credit_code"],
                "unique": True,
                "partialFilterExpression": {"state": "prepared"},
                "name": "one_prepared_per_ban_and_host",
            },
            ("ban", "credit_code", "until_day"),
            ("credit_code", "-prepared_at"),
            ("-prepared_at", "-number"),
            ("state", "-prepared_at", "-number"),
        ],
    }


DOCUMENTS = (BanWaiver,)
