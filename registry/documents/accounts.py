"""Accounts 账号: one person's way in, with one role at most, and the sessions it has open."""

from mongoengine import (
    BooleanField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    StringField,
)


class AccountSession(EmbeddedDocument):
    """One open session. ``key`` is the digest of the secret that only the browser holds."""

    key = StringField(required=True)
    began_at = DateTimeField(required=True)
    seen_at = DateTimeField(required=True)
    address = StringField(default="")
    agent = StringField(default="", max_length=200)


class Account(Document):
    """One person's account. ``role`` is empty until it is granted; nobody holds two.

    Records belong to hosts and authorities, never to accounts: ``host``, ``authority``
    and ``division`` only say for whom the person acts. ``username`` is kept in its looked-up form.
    """

    username = StringField(required=True, max_length=64)
    name = StringField(required=True, max_length=80)
    role = StringField(default="")
    host = StringField(default="")
    authority = StringField(default="")
    division = StringField(default="")
    password_hash = StringField(required=True)
    must_change_password = BooleanField(default=False)
    # Since when a second factor is asked for; the factor itself lies in documents/second_factors.
    second_factor_at = DateTimeField()
    active = BooleanField(default=True)
    sessions = EmbeddedDocumentListField(AccountSession)
    recorded_at = DateTimeField(required=True)

    meta = {
        "collection": "accounts",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["username"], "unique": True},
            "sessions.key",
            ("role", "username"),
            ("second_factor_at", "role", "username"),
            ("host", "username"),
        ],
    }


DOCUMENTS = (Account,)
