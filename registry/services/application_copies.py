"""What a new draft begins with: what is known of it, and the content of one that has ended.

What a host declares it declares anew, and what is known of today is not taken from then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.documents.applications import Application
from registry.encryption import Vault
from registry.errors import Invalid
from registry.forms import application_form
from registry.messages import say
from registry.permissions import Actor
from registry.policy.application_forms import ApplicationField, ApplicationForm
from registry.policy.application_states import ApplicationState
from registry.policy.application_values import choice_key
from registry.policy.equipment_rows import read_equipment
from registry.policy.forms import FieldType
from registry.services.application_contacts import opened, sealed
from registry.services.application_forms import own_application, sum_of
from registry.services.authorities import taxonomy

ENDED_WITHOUT = frozenset({ApplicationState.WITHDRAWN, ApplicationState.REFUSED})


@dataclass(frozen=True, slots=True)
class Content:
    """What is taken over: the texts of fields, opened, and the record's table and files."""

    values: Mapping[str, str]
    equipment: Mapping[str, Any]
    attachments: list[Any]

    def record(self, number: str, known: Mapping[str, str], vault: Vault) -> dict[str, Any]:
        """Return the fields of the new record; what is ``known`` of it goes before.

        An income is that of a year: it stays behind where the year is another now.
        """
        form = application_form()
        fits = {key: text for key, text in self.values.items() if self._fits(form, key, known)}
        values = sealed({**fits, **known}, number, vault)
        return {"values": values, "attachments": self.attachments, **self.equipment}

    def _fits(self, form: ApplicationForm, key: str, known: Mapping[str, str]) -> bool:
        year = form.field(key).of_year
        return not year or self.values.get(year) == known.get(year)


NOTHING = Content({}, {}, [])


def content_of(number: str, *, vault: Vault, by: Actor, year: int) -> Content:
    """Return what a new draft takes from an ended application of the same host.

    Table and files go along, declarations do not. Raises NotFound for another's, Invalid
    where it has not ended, or ended in the library.
    """
    source = own_application(number, "applications:draft", by, rows=True)
    if source.state not in ENDED_WITHOUT:
        raise Invalid(fields={"source": say("application_source_not_ended")})
    form = application_form()
    declared = _declared(form)
    typed = {one.key for one in form.fields if one.is_typed} - declared
    values = {key: text for key, text in source.values.items() if key in typed}
    table = [dict(row) for row in source.equipment]
    noted = sum_of(read_equipment(form.equipment, table, year))
    return Content(
        opened(values, number, vault),
        {"equipment": table, "equipment_sum": noted},
        list(source.attachments),
    )


def first_values(name: str, place: str, kind: str, year: int) -> dict[str, str]:
    """Return what is known when an application begins: the years, the edition, the host's kind."""
    kinds = {choice_key(one): one for one in application_form().field("host_kind").options}
    known = {"host_kind": kinds.get(choice_key(kind), "")}
    return {
        "platform_name": name,
        "place": place,
        "taxonomy_edition": taxonomy().edition,
        "last_year": str(year - 1),
        "application_year": str(year),
        **{key: text for key, text in known.items() if text},
    }


def is_reusable(application: Application) -> bool:
    """Say whether a new application can begin with the content of this one."""
    return application.state in ENDED_WITHOUT


def _declared(form: ApplicationForm) -> set[str]:
    """Return the fields by which a host declares: its statements, and what of the last years."""
    return {key for one in form.fields for key in _declaring(one)}


def _declaring(field: ApplicationField) -> set[str]:
    if field.type is FieldType.FLAG:
        return {field.key}
    return {field.key, field.days, field.details} - {""} if field.days else set()
