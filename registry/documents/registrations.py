"""Registrations 自助注册: somebody of a host asks for an account; its authority decides."""

from enum import StrEnum

from mongoengine import DateTimeField, Document, StringField


class RegistrationState(StrEnum):
    """Where a registration stands; whether a waiting one has lapsed is asked of the date."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LAPSED = "lapsed"


class Registration(Document):
    """What somebody asked for; nothing is open until the authority confirms.

    ``contact`` (work phone or mail) is sealed and serves the check alone. When the
    registration is decided or lapses, ``contact``, ``password_hash`` and ``name`` go.
    ``reference`` is the digest of the number by which the applicant asks where it stands.
    """

    reference = StringField(required=True)
    state = StringField(
        required=True,
        default=RegistrationState.WAITING.value,
        choices=[state.value for state in RegistrationState],
    )
    credit_code = StringField(required=True, max_length=18)
    host_name = StringField(required=True, max_length=200)
    authority = StringField(required=True)
    username = StringField(required=True, max_length=64)
    name = StringField(default="", max_length=80)
    contact = StringField(default="")
    password_hash = StringField(default="")
    recorded_at = DateTimeField(required=True)
    expires_at = DateTimeField(required=True)
    reason = StringField(default="", max_length=200)
    decided_by = StringField(default="")
    decided_at = DateTimeField()
    account = StringField(default="")

    meta = {
        "collection": "registrations",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["reference"], "unique": True},
            {"fields": ["username"], "unique": True},
            ("authority", "state", "recorded_at", "id"),
            ("state", "recorded_at", "id"),
            ("credit_code", "state"),
            ("state", "expires_at"),
        ],
    }


DOCUMENTS = (Registration,)
