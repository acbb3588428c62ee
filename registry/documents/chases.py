"""Chases 催报: which office chased whom for a quarter's update, when, and for which platforms."""

from mongoengine import BooleanField, DateField, DateTimeField, Document, IntField, StringField

from registry.plain_fields import PlainList


class Chase(Document):
    """One click of one office about one authority's platforms.

    ``whom`` is ``hosts`` or ``authority``. ``number`` is made of authority, day and the how-manieth
    chase of that day it is, so that two at once cannot both be the same. ``recipients`` and
    ``platforms`` are how many were told, of how many platforms; of those told,
    ``without_account`` had no active account then, so that nobody could read it.
    """

    number = StringField(required=True)
    programme = StringField(required=True, default="national_reserve")
    period = StringField(required=True)
    authority = StringField(required=True)
    side = StringField(required=True)
    whom = StringField(required=True, choices=["hosts", "authority"])
    day = DateField(required=True)
    recipients = IntField(required=True)
    platforms = IntField(required=True)
    without_account = IntField(default=0)
    account = StringField(required=True)
    account_name = StringField(required=True)
    chased_at = DateTimeField(required=True)

    meta = {
        "collection": "chases",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            ("authority", "day", "side"),
            ("-chased_at", "-number"),
            ("authority", "-chased_at", "-number"),
        ],
    }


class ChaseTold(Document):
    """One recipient told by a chase. ``turn`` counts its tellings of a day, from 1.

    ``no_account`` says of a host that it had no active account then. The unique index lets two
    clerks who click at once tell it once.
    """

    chase = StringField(required=True)
    period = StringField(required=True)
    authority = StringField(required=True)
    side = StringField(required=True)
    audience = StringField(required=True, choices=["host", "authority"])
    recipient = StringField(required=True)
    name = StringField(required=True)
    platforms = PlainList(StringField(), required=True)
    no_account = BooleanField(default=False)
    day = DateField(required=True)
    turn = IntField(required=True)
    account_name = StringField(required=True)
    told_at = DateTimeField(required=True)

    meta = {
        "collection": "chases_told",
        "auto_create_index": False,
        "indexes": [
            {
                "fields": ["audience", "recipient", "day", "turn"],
                "unique": True,
                "name": "told_once_a_turn",
            },
            ("chase", "name"),
            ("day", "authority", "told_at"),
            ("platforms", "-told_at"),
        ],
    }


DOCUMENTS = (Chase, ChaseTold)
