"""Two versions of a platform's quarterly updates side by side 版本对照, for who may read them."""

from collections.abc import Sequence
from dataclasses import dataclass

from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.errors import NotFound
from registry.forms import update_form_of
from registry.permissions import Actor
from registry.policy.update_diffs import Difference, Side, compare
from registry.services.platforms import readable

_NAMED = ("number", "period", "version", "submitted_at")


@dataclass(frozen=True, slots=True)
class UpdateDiff:
    """Two versions and what differs; ``versions`` are all there are to choose from, newest first.

    ``earlier`` is None where nothing was filed before ``later``, which is None where nothing
    was filed at all.
    """

    platform: Platform
    versions: Sequence[QuarterlyUpdate]
    earlier: QuarterlyUpdate | None = None
    later: QuarterlyUpdate | None = None
    differences: tuple[Difference, ...] = ()


def read_diff(number: str, earlier: str, later: str, *, by: Actor) -> UpdateDiff:
    """Return what differs between two versions of a platform, each named by its receipt.

    Without ``later`` it is the newest version, without ``earlier`` the one before the later:
    of its quarter, or else of the quarter filed before. Raises NotFound, also for a receipt of
    another platform. Three queries.
    """
    platform = readable(number, "quarterly_updates:read", by)
    filed = QuarterlyUpdate.objects(platform=platform.number)
    versions = list(
        filed.only(*_NAMED).order_by("-period", "-version")
    )  # index platform_1_period_1_version_1
    numbers = [one.number for one in versions]
    if {earlier, later} - {"", *numbers}:
        raise NotFound
    later = later or next(iter(numbers), "")
    before = numbers[numbers.index(later) + 1 :] if later else []
    earlier = earlier or next(iter(before), "")
    wanted = QuarterlyUpdate.objects(number__in=[earlier, later])  # index number_1
    found = {one.number: one for one in wanted}
    one, other = found.get(earlier), found.get(later)
    differences = compare(side_of(one), side_of(other)) if one and other else ()
    return UpdateDiff(platform, versions, one, other, differences)


def side_of(update: QuarterlyUpdate) -> Side:
    """Return a version as it is compared, read by the form it was filed on."""
    return Side(update.period, update_form_of(update.form_version), update.restored_content)
