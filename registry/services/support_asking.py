"""Asking for support 支持诉求 with a quarterly update: beside its form, kept with its filing."""

from collections.abc import Mapping

from registry.clock import SHANGHAI, to_millisecond
from registry.documents.counters import take_number
from registry.documents.support_requests import LONGEST_TEXT, SupportRequest, SupportStep
from registry.errors import Refusal
from registry.insertion import insert_all
from registry.messages import say
from registry.permissions import side_of
from registry.policy.support_requests import FIELD, OVER, SupportState
from registry.policy.typed_text import seen
from registry.services.ledger import Act, record_all
from registry.services.outbox import Notice, post_all
from registry.services.quarterly_update_forms import Desk, OpenForm, quarter_name
from registry.support_kinds import support_kinds

ASKED = "ask"
# Of one quarter and kind, with those withdrawn or settled: each is told to a whole office.
MOST = 5


class SupportNotAsked(Refusal):
    """What is asked cannot go on record like this; ``fields`` says which, and why."""

    code = "support_not_asked"
    status = 422


def new_asks(opened: OpenForm, again: str) -> dict[str, str]:
    """Return by kind what is asked and not on record for this quarter in the same words.

    So the same request sent again asks nothing twice. One that was withdrawn is asked again,
    but not by the filing it came with: ``again`` is the receipt of what is sent once more.
    Index platform_1_period_1_kind_1. Raises SupportNotAsked on behalf: what the host wants of
    its authority, the authority does not write for it.
    """
    typed = support_kinds().texts({key: seen(text) for key, text in opened.values.items()})
    if not typed:
        return {}
    if opened.is_on_behalf:
        raise SupportNotAsked(fields={f"{FIELD}{kind}": say("support_on_behalf") for kind in typed})
    there = SupportRequest.objects(platform=opened.platform.number, period=opened.period)
    known = {
        (kind, wanted)
        for kind, wanted, state, receipt in there.scalar("kind", "wanted", "state", "receipt")
        if state != SupportState.WITHDRAWN or receipt == again
    }
    return {kind: text for kind, text in typed.items() if (kind, text) not in known}


def ask_support(opened: OpenForm, asks: Mapping[str, str], receipt: str, desk: Desk) -> None:
    """Put what is asked on record, in the filing's transaction, and tell the authority.

    Raises SupportNotAsked.
    """
    if not asks:
        return
    _refuse(opened, asks)
    made = [_made(opened, kind, text, receipt, desk) for kind, text in asks.items()]
    insert_all(SupportRequest, [one.to_mongo().to_dict() for one in made])
    acts = [
        Act(
            f"support_request.{ASKED}",
            f"platform:{one.platform}",
            after={
                "support_request": one.number,
                "receipt": receipt,
                "support_kind": support_kinds().label(one.kind),
            },
            clause=support_kinds().clause,
            rulebook=one.rulebook,
        )
        for one in made
    ]
    record_all(acts, by=desk.by, at=desk.at)
    post_all([_notice(one) for one in made], at=desk.at)


def _refuse(opened: OpenForm, asks: Mapping[str, str]) -> None:
    """Refuse a text that is too long, beside a request that is open, or after many others.

    Of two at once one is tried again and finds the other: both take a number of one series.
    Index platform_1_period_1_kind_1.
    """
    faults = {}
    there = SupportRequest.objects(
        platform=opened.platform.number, period=opened.period, kind__in=list(asks)
    ).only("number", "kind", "state")
    by_kind: dict[str, list[SupportRequest]] = {kind: [] for kind in asks}
    for one in there:
        by_kind[one.kind].append(one)
    for kind, text in asks.items():
        label = support_kinds().label(kind)
        standing = [one.number for one in by_kind[kind] if SupportState(one.state) not in OVER]
        if len(text) > LONGEST_TEXT:
            faults[kind] = say("support_wanted_too_long", label=label, most=LONGEST_TEXT)
        elif standing:
            faults[kind] = say("support_standing", label=label, number=standing[0])
        elif len(by_kind[kind]) >= MOST:
            faults[kind] = say("support_asked_often", label=label, most=MOST)
    if faults:
        raise SupportNotAsked(fields={f"{FIELD}{kind}": text for kind, text in faults.items()})


def _made(opened: OpenForm, kind: str, text: str, receipt: str, desk: Desk) -> SupportRequest:
    platform, at = opened.platform, to_millisecond(desk.at)
    series = f"{platform.authority}-{desk.at.astimezone(SHANGHAI).year}"
    first = SupportStep(step=ASKED, side=side_of(desk.by).value, at=at, by_name=desk.by.name)
    return SupportRequest(
        number=f"ZC-{series}-{take_number(f'support_request:{series}'):04d}",
        programme=platform.programme,
        authority=platform.authority,
        platform=platform.number,
        platform_name=platform.name,
        host=platform.host,
        host_name=platform.host_name,
        period=opened.period,
        receipt=receipt,
        kind=kind,
        wanted=text,
        state=SupportState.ASKED.value,
        steps=[first],
        rulebook=desk.rulebook.version,
        account=desk.by.account,
        account_name=desk.by.name,
        asked_at=at,
        moved_at=at,
    )


def _notice(one: SupportRequest) -> Notice:
    words = {
        "number": one.number, "name": one.platform_name, "quarter": quarter_name(one.period),
        "kind": support_kinds().label(one.kind),
    }  # fmt: skip
    subject = f"support_request:{one.number}"
    return Notice("authority", one.authority, "notice_support_ask", subject, words)
