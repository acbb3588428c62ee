"""What an authority decided about its own way of working; without a record the defaults hold."""

from mongoengine import BooleanField, DateTimeField, Document, IntField, StringField


class AuthoritySettings(Document):
    """One authority's settings as they stand; the ledger keeps each change.

    ``four_eyes``: whoever prepared a summary sheet does not accept it. ``version`` counts the
    changes.
    """

    authority = StringField(required=True)
    four_eyes = BooleanField(required=True, default=False)
    version = IntField(required=True, default=0)
    account_name = StringField(default="")
    changed_at = DateTimeField()

    meta = {
        "collection": "authority_settings",
        "auto_create_index": False,
        "indexes": [{"fields": ["authority"], "unique": True}],
    }


DOCUMENTS = (AuthoritySettings,)
