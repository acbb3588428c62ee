"""Hosts 依托单位: the legal entities that platforms are built on."""

from mongoengine import DateField, DateTimeField, Document, StringField


class Host(Document):
    """A legal entity by its unified social credit code, as it stands today.

    What it was called on an earlier day stands in ``HostName``.
    """

    credit_code = StringField(required=True, max_length=18)
    name = StringField(required=True, max_length=500)
    name_key = StringField(required=True)
    kind = StringField(default="")
    recorded_at = DateTimeField(required=True)

    meta = {
        "collection": "hosts",
        "auto_create_index": False,
        "index_background": False,
        "indexes": [{"fields": ["credit_code"], "unique": True}, "name_key"],
    }


class HostName(Document):
    """One name of a host, from an effective date on; written once, never changed."""

    host = StringField(required=True)
    name = StringField(required=True, max_length=500)
    name_key = StringField(required=True)
    effective_on = DateField(required=True)
    recorded_at = DateTimeField(required=True)

    meta = {
        "collection": "host_names",
        "auto_create_index": False,
        "indexes": [("host", "effective_on", "recorded_at"), "name_key"],
    }


class HostDomicile(Document):
    """A registered address 住所 of a host, as an extract of the business register first gave it.

    ``source`` names the extract and row. Nothing else on record says where a host is registered:
    an application tells where the platform is (ruling 17).
    """

    credit_code = StringField(required=True, max_length=18)
    value = StringField(required=True, max_length=500)
    key = StringField(required=True, max_length=500)
    source = StringField(required=True)
    recorded_at = DateTimeField(required=True)

    meta = {
        "collection": "host_domiciles",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["credit_code", "key"], "unique": True},
            ("credit_code", "recorded_at"),
        ],
    }


DOCUMENTS = (Host, HostDomicile, HostName)
