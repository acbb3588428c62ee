"""Which leave 补报许可 covers a platform's quarter: what filing, duty and boards ask."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from mongoengine import Q

from registry.documents.late_filings import LateFilingLeave
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.policy.late_filings import Leave, counts_as, running_longest
from registry.policy.vocabulary import Timeliness

_NEEDED = ("number", "authority", "platform", "period", "opens_at", "until", "excused")

# Leaves of one quarter by whom they cover: a platform by its number, or an authority by its code.
Covering = Mapping[str, tuple[Leave, ...]]


def leaves_for(platform: Platform, period: str) -> tuple[Leave, ...]:
    """Return the leaves for one quarter of a platform, its authority's among them; one query."""
    found = LateFilingLeave.objects(
        authority=platform.authority, period=period, platform__in=("", platform.number)
    )  # index authority_1_period_1_platform_1
    return tuple(_leave(one) for one in found.only(*_NEEDED))


def leaves_by_quarter(
    platform: Platform, filed_under: Mapping[str, str]
) -> Mapping[str, tuple[Leave, ...]]:
    """Return the leaves for every quarter of a platform; one query, the index as above.

    ``filed_under`` is the authority that a quarter was first filed under: what was given to all of
    that one's platforms counts for it still, whoever received the platform since.
    """
    whose = sorted({platform.authority, *filed_under.values()})
    found = LateFilingLeave.objects(authority__in=whose, platform__in=("", platform.number)).only(
        *_NEEDED
    )  # fmt: skip - one query
    by_quarter: dict[str, tuple[Leave, ...]] = {}
    for one in found:
        its = filed_under.get(one.period, platform.authority)
        if not one.platform and one.authority != its:
            continue
        by_quarter[one.period] = (*by_quarter.get(one.period, ()), _leave(one))
    return by_quarter


def leaves_in(period: str, authorities: Collection[str] | None) -> Covering:
    """Return the leaves of a quarter, of some authorities or of all; one query."""
    asked = {} if authorities is None else {"authority__in": list(authorities)}
    found = LateFilingLeave.objects(period=period, **asked).only(*_NEEDED)
    covering: dict[str, tuple[Leave, ...]] = {}
    for one in found:  # index period_1_authority_1
        whom = one.platform or one.authority
        covering[whom] = (*covering.get(whom, ()), _leave(one))
    return covering


def covered_by(covering: Covering, platform: str, authority: str) -> tuple[Leave, ...]:
    """Return those of a quarter's leaves that cover one platform of an authority."""
    return (*covering.get(platform, ()), *covering.get(authority, ()))


def leaves_of_quarters(
    asked: Iterable[tuple[str, str, str]],
) -> Mapping[tuple[str, str, str], tuple[Leave, ...]]:
    """Return the leaves of several platforms' quarters: authority, period, platform; one query."""
    wanted = tuple(asked)
    if not wanted:
        return {}
    whose, quarters, numbers = (sorted(set(one)) for one in zip(*wanted, strict=True))
    found = LateFilingLeave.objects(
        authority__in=whose, period__in=quarters, platform__in=["", *numbers]
    ).only(*_NEEDED)  # index authority_1_period_1_platform_1
    leaves = list(found)
    return {
        key: tuple(
            _leave(one)
            for one in leaves
            if (one.authority, one.period) == key[:2] and one.platform in {"", key[2]}
        )
        for key in wanted
    }


def counting(update: QuarterlyUpdate) -> Timeliness:
    """Return how a filed version counts today; one query where it was late, the index as above.

    Where that was corrected, one more: it counts under whom the quarter was first filed, index
    platform_1_period_1_version_1.
    """
    filed = Timeliness(update.timeliness)
    if filed is not Timeliness.LATE:
        return filed
    whose = update.authority
    if update.version > 1:
        first = QuarterlyUpdate.objects(platform=update.platform, period=update.period, version=1)
        whose = first.scalar("authority").first() or whose
    return counts_as(filed, _leaves_of(update, whose))


def running_for(update: QuarterlyUpdate, at: datetime) -> Leave | None:
    """Return the leave that lets a filed version be corrected now; one query, as above."""
    return running_longest(_leaves_of(update, update.authority), at)


def _leaves_of(update: QuarterlyUpdate, authority: str) -> list[Leave]:
    whom = Q(authority=authority, platform="") | Q(platform=update.platform)
    found = LateFilingLeave.objects(whom & Q(period=update.period))
    # index authority_1_period_1_platform_1 and platform_1_period_1
    return [_leave(one) for one in found.only(*_NEEDED)]


def _leave(one: LateFilingLeave) -> Leave:
    return Leave(one.opens_at, one.until, one.excused, one.number)
