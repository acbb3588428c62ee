"""An application 申报 as it stands on the desk: what is typed, found, how it would be judged."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bson.decimal128 import Decimal128

from registry.clock import SHANGHAI
from registry.documents.applications import Application, EquipmentSum
from registry.encryption import Vault
from registry.errors import NotFound
from registry.forms import application_form
from registry.permissions import Actor, Role, require
from registry.policy.application_checks import ApplicationContext
from registry.policy.application_forms import ApplicationForm
from registry.policy.application_states import ApplicationState
from registry.policy.applications import Judged, editable_sections, judge, judge_read
from registry.policy.equipment_rows import EquipmentRead, summarised
from registry.policy.findings import Finding
from registry.policy.rulebook import Rulebook
from registry.services.application_contacts import opened
from registry.services.authorities import authorities, authority_name, taxonomies, taxonomy
from registry.services.bans import BanStanding, bans_in_force

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Desk:
    """Who acts, when, under which law, with which keys: what every act on a draft needs."""

    by: Actor
    at: datetime
    rulebook: Rulebook
    vault: Vault

    @property
    def today(self) -> date:
        """Return the day, in Shanghai: the day of submission, were it submitted now."""
        return self.at.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class OpenApplication:
    """An application as it stands: what is typed, what was understood and found in it.

    ``values`` are the texts of all fields, contacts opened, those known beforehand filled in;
    ``editable`` the sections that can be typed in now; ``ban`` what keeps it from being
    submitted today, if anything does. ``rows`` are those of the equipment table where they
    were read along; its sum and its bad rows are known in any case. ``withheld`` says what of
    a save was not kept, for a secrecy mark.
    """

    application: Application
    form: ApplicationForm
    values: Mapping[str, str]
    judged: Judged
    editable: frozenset[str]
    ban: BanStanding | None
    rows: Sequence[Row] = ()
    withheld: tuple[Finding, ...] = ()

    @property
    def live_findings(self) -> tuple[Finding, ...]:
        """Return what was not kept, and what is found in what was typed."""
        return (*self.withheld, *self.judged.live_findings)

    @property
    def state(self) -> ApplicationState:
        """Return where the application stands."""
        return ApplicationState(self.application.state)

    @property
    def returned(self) -> Mapping[str, str]:
        """Return the reasons for which sections were sent back, by section."""
        return {one.section: one.reason for one in self.application.returned}


def state_shown(state: str) -> str:
    """Return the name a state goes by on pages: what an initial load refuses is another thing."""
    return "not_recommended" if state == ApplicationState.REFUSED else state


def own_application(number: str, permission: str, by: Actor, *, rows: bool) -> Application:
    """Return a host's own application, with its equipment rows or without; one query.

    Raises NotAllowed, and NotFound also where it is another's.
    """
    require(by, permission)
    found = Application.objects(number=number)  # index number_1
    one = (found if rows else found.exclude("equipment")).first()
    if one is None:
        raise NotFound
    require(by, permission, host=one.host)
    if by.role is not Role.HOST_OPERATOR:
        raise NotFound  # a draft is nobody's business but its host's
    return one


def read_application(
    number: str,
    *,
    rows: bool = False,
    vault: Vault,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> OpenApplication:
    """Return an application as its host sees it; two queries.

    With ``rows`` the whole table is read along and judged row by row. Raises NotFound.
    """
    desk = Desk(by, at, rulebook, vault)
    application = own_application(number, "applications:draft", by, rows=rows)
    return open_application(application, desk, rows=rows)


def open_application(
    application: Application, desk: Desk, *, rows: bool = False
) -> OpenApplication:  # fmt: skip - the arguments on one line
    """Put together how an application stands; a few queries, for a ban."""
    form = application_form()
    values = typed_values(application, desk.vault)
    table = [dict(row) for row in application.equipment] if rows else []
    context = context_of(application, counted_from(application, desk), desk.rulebook)
    supports = supports_of(application)
    if rows:
        judged = judge(form, values, table, supports, context)
    else:
        read = noted(application.equipment_sum)
        judged = judge_read(form, values, read, supports, context)
    standing = bans_in_force([application.credit_code], desk.today).get(application.credit_code)
    state = ApplicationState(application.state)
    returned = [one.section for one in application.returned]
    return OpenApplication(
        application=application,
        form=form,
        values=values,
        judged=judged,
        editable=editable_sections(form, state, returned),
        ban=standing.binding(application.name_key) if standing else None,
        rows=table,
    )


def counted_from(application: Application, desk: Desk) -> date:
    """Return the day that years and periods of an application count from: of its submission.

    Of what was returned that is its first arrival in the round, for it stays in time
    (ruling ``returned_in_time``): sent again after New Year, last year is the same year still.
    """
    if application.returned and application.submitted_at:
        arrived: datetime = application.submitted_at
        return arrived.astimezone(SHANGHAI).date()
    return desk.today


def judged_whole(application: Application, desk: Desk) -> Judged:
    """Judge an application with all its rows as if it were submitted now: for freezing."""
    rows = [dict(row) for row in application.equipment]
    values = typed_values(application, desk.vault)
    context = context_of(application, counted_from(application, desk), desk.rulebook)
    return judge(application_form(), values, rows, supports_of(application), context)


def typed_values(application: Application, vault: Vault) -> dict[str, str]:
    """Return the texts of all fields: typed ones, contacts opened, and those known beforehand."""
    typed = opened(application.values, application.number, vault)
    return {**typed, **given_values(application)}


def given_values(application: Application) -> dict[str, str]:
    """Return the fields nobody types: host, code and authority."""
    return {
        "host_name": application.host_name,
        "credit_code": application.credit_code,
        "authority": authority_name(application.authority),
    }


def supports_of(application: Any) -> Collection[str]:  # noqa: ANN401 - a record, or one read past the mapper
    """Return the criteria that some attachment is evidence of."""
    return frozenset(one["supports"] for one in application["attachments"] or ())


def context_of(application: Application, on: date, rulebook: Rulebook) -> ApplicationContext:
    """Return what an application is judged against on a day, by its own edition of directions."""
    edition = application.values.get("taxonomy_edition", "")
    return ApplicationContext(
        programme=rulebook.programme(application.programme),
        on=on,
        authority=application.authority,
        places=authorities().places,
        taxonomy=taxonomies().get(edition, taxonomy()),
    )


def noted(table: EquipmentSum | None) -> EquipmentRead:
    """Return the equipment table by what was noted when its rows were saved; none yet: nothing."""
    table = table or EquipmentSum()
    total: Any = table.total
    return summarised(
        application_form().equipment, table.count, total.to_decimal(), table.pieces, table.bad
    )


def sum_of(read: EquipmentRead) -> EquipmentSum:
    """Return what is noted of a table that was read."""
    return EquipmentSum(
        count=read.count,
        total=Decimal128(read.total),
        pieces=read.pieces,
        bad=len(read.bad_rows),
    )
