"""API tokens 接口令牌: kept as digests; the token itself is shown once and stored nowhere."""

from mongoengine import DateTimeField, Document, ListField, StringField


class ApiToken(Document):
    """One token of one account. ``prefix`` is how its owner recognises it."""

    digest = StringField(required=True)
    prefix = StringField(required=True)
    account = StringField(required=True)
    label = StringField(required=True, max_length=80)
    scopes = ListField(StringField())
    recorded_at = DateTimeField(required=True)
    expires_at = DateTimeField(required=True)
    revoked_at = DateTimeField()

    meta = {
        "collection": "api_tokens",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["digest"], "unique": True},
            ("account", "-recorded_at"),
        ],
    }


DOCUMENTS = (ApiToken,)
