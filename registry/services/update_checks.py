"""The catalogue of checks 核对规则 on the desk: what others told, and how often a check hits."""

from collections.abc import Mapping

from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.forms import quarterly_update_form
from registry.policy.update_rules import text_digests
from registry.update_check_rules import update_checks

_SAME_TEXT = "told_elsewhere"
_INDEX = "period_1_platform_1_version_-1"


def digests_of(values: Mapping[str, str]) -> list[str]:
    """Return the digests of the texts typed, those long enough to be compared."""
    form = quarterly_update_form()
    lengths = [int(one.least or 0) for one in update_checks().checks if one.rule == _SAME_TEXT]
    return sorted({digest for one in lengths for _, digest in text_digests(form, values, one)})


def told_by_others(values: Mapping[str, str], platform: Platform) -> frozenset[str]:
    """Return which of the texts typed another host's platform has filed; one query, or none.

    A host tells the same of all its platforms where the matter is its own, so those are not
    others. Index told_in_same_words.
    """
    digests = digests_of(values)
    if not digests:
        return frozenset()
    asked = {"$in": digests}
    rows = QuarterlyUpdate._get_collection().aggregate(  # noqa: SLF001 - read past the mapper
        [
            {"$match": {"text_digests": asked, "host": {"$ne": platform.host}}},
            {"$project": {"text_digests": 1}},
            {"$unwind": "$text_digests"},
            {"$match": {"text_digests": asked}},
            {"$group": {"_id": "$text_digests"}},
        ],
        hint="told_in_same_words",
    )
    return frozenset(one["_id"] for one in rows)
