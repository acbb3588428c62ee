"""Pre-review 市县初审: the offices of a province's divisions, and what each says."""

from mongoengine import BooleanField, DateTimeField, Document, IntField, StringField

from registry.plain_fields import PlainList


class DivisionOffice(Document):
    """An office that an authority lets look first at the applications of its division.

    ``division`` is its code by GB/T 2260; ``covers`` the codes it looks at, one that ends in
    00 with all below it. Switched off (``active`` false) it sees nothing. ``version`` grows
    with every switching.
    """

    authority = StringField(required=True)
    division = StringField(required=True)
    name = StringField(required=True, max_length=80)
    covers = PlainList(StringField(), required=True)
    active = BooleanField(required=True, default=True)
    version = IntField(required=True, default=1, min_value=1)
    account_name = StringField(required=True)
    recorded_at = DateTimeField(required=True)

    meta = {
        "collection": "division_offices",
        "auto_create_index": False,
        "indexes": [{"fields": ["authority", "division"], "unique": True}],
    }


class PreReview(Document):
    """What an office said of one submitted version: forwarded, or better returned; written once."""

    application = StringField(required=True)
    version = IntField(required=True, min_value=1)
    authority = StringField(required=True)
    division = StringField(required=True)
    office = StringField(required=True)
    opinion = StringField(required=True)
    reason = StringField(required=True)
    account = StringField(required=True)
    account_name = StringField(required=True)
    given_at = DateTimeField(required=True)

    meta = {
        "collection": "pre_reviews",
        "auto_create_index": False,
        "indexes": [{"fields": ["application", "version"], "unique": True}],
    }


DOCUMENTS = (DivisionOffice, PreReview)
