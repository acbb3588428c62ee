"""The adjustment round 名单动态调整: its notice, each authority's cut-off, what it left undone."""

from mongoengine import (
    DateField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    StringField,
)


class AdjustmentRound(Document):
    """One version of a round's notice; written once, never changed. The newest holds.

    The first opened the round: ``opened_at``, ``opened_by_name`` are its own in every version.
    A correction is a further version with its reason.
    """

    programme = StringField(required=True, default="national_reserve")
    period = StringField(required=True)
    version = IntField(required=True, min_value=1)
    notice_number = StringField(required=True, max_length=100)
    notice_date = DateField(required=True)
    asks = StringField(required=True, max_length=4000)
    reason = StringField(default="", max_length=500)
    opened_at = DateTimeField(required=True)
    opened_by_name = StringField(required=True)
    account = StringField(required=True)
    account_name = StringField(required=True)
    recorded_at = DateTimeField(required=True)

    meta = {
        "collection": "adjustment_rounds",
        "auto_create_index": False,
        "indexes": [{"fields": ["programme", "period", "version"], "unique": True}],
    }


class HostCutOff(Document):
    """One version of an authority's own cut-off for its hosts; written once. The newest holds.

    ``until`` is excluded; at the end of the window it takes the cut-off back.
    """

    programme = StringField(required=True, default="national_reserve")
    period = StringField(required=True)
    authority = StringField(required=True)
    version = IntField(required=True, min_value=1)
    until = DateTimeField(required=True)
    reason = StringField(default="", max_length=500)
    account = StringField(required=True)
    account_name = StringField(required=True)
    recorded_at = DateTimeField(required=True)

    meta = {
        "collection": "host_cut_offs",
        "auto_create_index": False,
        "indexes": [{"fields": ["programme", "period", "authority", "version"], "unique": True}],
    }


class LeftUndone(EmbeddedDocument):
    """A record that had not ended when its round closed: an application or a sheet."""

    number = StringField(required=True)
    state = StringField(required=True)


class RoundClosing(Document):
    """That hosts and authority were told what a closed round left undone; once for each.

    Whether it is written or not decides nothing: the carrying over is a question of the date.
    """

    programme = StringField(required=True, default="national_reserve")
    period = StringField(required=True)
    authority = StringField(required=True)
    applications = EmbeddedDocumentListField(LeftUndone)
    sheets = EmbeddedDocumentListField(LeftUndone)
    hosts_told = IntField(required=True)
    recorded_at = DateTimeField(required=True)

    meta = {
        "collection": "round_closings",
        "auto_create_index": False,
        "indexes": [{"fields": ["programme", "period", "authority"], "unique": True}],
    }


DOCUMENTS = (AdjustmentRound, HostCutOff, RoundClosing)
