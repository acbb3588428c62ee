"""Quarterly updates 季度动态更新: the draft being typed, and the versions that were filed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from bson.decimal128 import Decimal128
from mongoengine import (
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
    IntField,
    StringField,
)

from registry.documents.condition_findings import ConditionFinding
from registry.documents.ledger import NOT_BEGUN, ChainEnd, LedgerEntry
from registry.documents.platforms import Platform
from registry.documents.update_returns import UpdateReturn
from registry.objects import object_of
from registry.plain_fields import PlainDict, PlainList
from registry.policy.update_rules import MOST_BEFORE

# Under what names the look-ups give what they find; no field of the record they stand in.
_DRAFT, _BEHALF_DRAFT = "draft", "behalf_draft"
_LATEST, _EARLIER, _RETURNED = "latest", "earlier", "returned"
_CHAIN, _STANDING = "chain", "standing"
# Looked through for the last quarters: a quarter may have been corrected a few times.
_MOST_VERSIONS_BACK = 8 * MOST_BEFORE
_NEWEST_FIRST = {"platform": -1, "period": -1, "version": -1}


class OnBehalf(EmbeddedDocument):
    """Filing on behalf 代填: which authority fills in, why, and how the figures came.

    ``channel`` is one of ``policy.vocabulary.Channel``; ``reference`` lets the call, letter
    or paper be found again. Who typed it stands beside, as for every filing.
    """

    authority = StringField(required=True)
    reason = StringField(required=True)
    channel = StringField(required=True)
    reference = StringField(required=True)


def grounds_of(on_behalf: OnBehalf) -> dict[str, str]:
    """Return why and how an authority filled in, as plain values."""
    return {name: getattr(on_behalf, name) for name in OnBehalf._fields_ordered}  # noqa: SLF001 - the document's own list


class _Draft(Document):
    """What is being typed for one platform and quarter, kept as typed, valid or not.

    ``version`` grows by one with every change, so that two people or two tabs cannot
    overwrite each other unseen. It goes when it is filed: the version then holds it.
    """

    platform = StringField(required=True)
    period = StringField(required=True)
    version = IntField(required=True, min_value=1)
    values = PlainDict()
    explanations = PlainDict()
    reason = StringField(default="")
    saved_by = StringField(required=True)
    saved_at = DateTimeField(required=True)

    meta = {
        "abstract": True,
        "auto_create_index": False,
        "indexes": [
            {"fields": ["platform", "period"], "unique": True},
            ("period", "platform"),
        ],
    }


class UpdateDraft(_Draft):
    """The host's own draft. Nobody else reads or writes it."""

    meta = {"collection": "update_drafts"}


class BehalfDraft(_Draft):
    """The draft of the authority filling in for a host; the two drafts never meet."""

    on_behalf = EmbeddedDocumentField(OnBehalf, required=True)

    meta = {"collection": "update_drafts_on_behalf"}


class QuarterlyUpdate(Document):
    """One filed version, written once and never changed; the newest of a quarter is current.

    ``number`` is its receipt's; ``digest`` covers what was filed. ``before`` holds the stocks
    it was held against, ``findings`` what was told to the host, ``explanations`` what was said to
    each warning (check, field, text), ``observed`` what checks being tried out found, told to no
    host; ``text_digests`` let the same words be found again. ``rulebook`` is who judged.
    ``from_draft`` is the version of the draft it came from, 0 where none. ``on_behalf`` is
    there where the authority filled it in for the host.
    """

    number = StringField(required=True)
    platform = StringField(required=True)
    platform_name = StringField(required=True)
    host = StringField(required=True)
    host_name = StringField(required=True)
    authority = StringField(required=True)
    period = StringField(required=True)
    version = IntField(required=True, min_value=1)
    form_version = StringField(required=True)
    content = PlainDict(required=True)
    before = PlainDict()
    changed = PlainList(StringField())
    findings = PlainList(PlainDict())
    explanations = PlainList(PlainDict())
    observed = PlainList(PlainDict())
    text_digests = PlainList(StringField(), default=None)
    reason = StringField(default="")
    timeliness = StringField(required=True)
    rulebook = StringField(required=True)
    digest = StringField(required=True)
    from_draft = IntField(default=0)
    on_behalf = EmbeddedDocumentField(OnBehalf)
    account = StringField(required=True)
    account_name = StringField(required=True)
    submitted_at = DateTimeField(required=True)

    meta = {
        "collection": "quarterly_updates",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            {"fields": ["platform", "period", "version"], "unique": True},
            ("period", "platform", "-version"),
            # Most filings tell nothing in words.
            {"fields": ["text_digests"], "sparse": True, "name": "told_in_same_words"},
            # What an authority is asked to record: few, and nothing to whoever states none.
            *(
                {
                    "fields": ["authority", f"content.{answer}", "submitted_at"],
                    "partialFilterExpression": {f"content.{answer}": True},
                    "name": f"stating_{answer}",
                }
                for answer in ("accidents", "penalties")
            ),
        ],
    }

    @cached_property
    def restored_content(self) -> Mapping[str, Any]:
        """Return the content as the law reads it; a version is never changed."""
        return restored(self.content)


Draft = UpdateDraft | BehalfDraft


def stored(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as the record keeps them: exact decimals as Decimal128."""
    return {
        key: Decimal128(value) if isinstance(value, Decimal) else value
        for key, value in content.items()
    }


def restored(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as the law reads them: exact decimals again."""
    return {
        key: value.to_decimal() if isinstance(value, Decimal128) else value
        for key, value in content.items()
    }


@dataclass(frozen=True, slots=True)
class FiledQuarter:
    """What a quarter says now: the content of its current version, and when that was filed."""

    period: str
    content: Mapping[str, Any]
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class OnFile:
    """A platform and what is on file for one of its quarters: versions filed, drafts begun.

    ``latest`` is the quarter's current version, ``earlier`` the last quarters filed before it,
    newest first; the drafts are the host's own and, told to an office alone, the authority's.
    ``returned`` is the return of the quarter that nobody answered yet. ``chain_end`` is where the
    platform's chain in the ledger ends, ``condition_findings`` those of the platform that stand.
    """

    platform: Platform
    latest: QuarterlyUpdate | None = None
    earlier: tuple[FiledQuarter, ...] = ()
    draft: UpdateDraft | None = None
    behalf_draft: BehalfDraft | None = None
    returned: UpdateReturn | None = None
    chain_end: ChainEnd = NOT_BEGUN
    condition_findings: tuple[ConditionFinding, ...] = ()

    @property
    def previous(self) -> FiledQuarter | None:
        """Return the last quarter filed before this one."""
        return next(iter(self.earlier), None)


def on_file(number: str, period: str, *, for_office: bool) -> OnFile | None:
    """Return a platform with what is on file for a quarter, in one query; None for no platform.

    The authority's draft is looked for only ``for_office``: to nobody else it says a thing.
    Index number_1 of platforms, then platform_1_period_1_version_1 of the versions,
    platform_1_period_1 of either draft, one_open_of_a_quarter of the returns, subject_1_sequence_1
    of the ledger and one_open_of_a_condition of the findings.
    """
    of_quarter = {"platform": number, "period": period}
    drafts = {_DRAFT: UpdateDraft, **({_BEHALF_DRAFT: BehalfDraft} if for_office else {})}
    looks = [
        *(_look(kind, name, {"$match": of_quarter}) for name, kind in drafts.items()),
        _latest(of_quarter),
        _earlier_than(number, period),
        _chain_of(number),
        _look(ConditionFinding, _STANDING, {"$match": {"platform": number, "open": True}}),
    ]
    platforms = Platform._get_collection()  # noqa: SLF001 - read past the mapper
    row = next(platforms.aggregate([{"$match": {"number": number}}, *looks]), None)
    if row is None:
        return None
    found: dict[str, Any] = {
        name: object_of(kind, one) for name, kind in drafts.items() for one in row.pop(name)
    }
    for filed in row.pop(_LATEST):
        for order in filed.pop(_RETURNED):
            found[_RETURNED] = object_of(UpdateReturn, order)
        found[_LATEST] = object_of(QuarterlyUpdate, filed)
    for last in row.pop(_CHAIN):
        found["chain_end"] = ChainEnd(**last)
    found["earlier"] = _quarters_in(row.pop(_EARLIER))
    standing = tuple(object_of(ConditionFinding, one) for one in row.pop(_STANDING))
    return OnFile(object_of(Platform, row), condition_findings=standing, **found)


def _look(kind: type[Document], name: str, *stages: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stage that looks for records of a kind, and gives them under a name."""
    of = kind._get_collection_name()  # noqa: SLF001 - no public name for it
    return {"$lookup": {"from": of, "pipeline": stages, "as": name}}


def _latest(of_quarter: Mapping[str, Any]) -> dict[str, Any]:
    """Return the look at a quarter's current version; only what is filed can be returned."""
    returned = {"$match": {**of_quarter, "state": "open"}}
    return _look(
        QuarterlyUpdate,
        _LATEST,
        {"$match": of_quarter},
        {"$sort": _NEWEST_FIRST},
        {"$limit": 1},
        _look(UpdateReturn, _RETURNED, returned),
    )


def _earlier_than(number: str, period: str) -> dict[str, Any]:
    """Return the look at the versions of the last quarters before one, newest first."""
    return _look(
        QuarterlyUpdate,
        _EARLIER,
        {"$match": {"platform": number, "period": {"$lt": period}}},
        {"$sort": _NEWEST_FIRST},
        {"$limit": _MOST_VERSIONS_BACK},
        {"$project": {"_id": 0, "period": 1, "content": 1, "submitted_at": 1}},
    )


def _chain_of(number: str) -> dict[str, Any]:
    """Return the look at where a platform's chain in the ledger ends."""
    return _look(
        LedgerEntry,
        _CHAIN,
        {"$match": {"subject": f"platform:{number}"}},
        {"$sort": {"subject": -1, "sequence": -1}},
        {"$limit": 1},
        {"$project": {"_id": 0, "sequence": 1, "digest": 1}},
    )


def _quarters_in(versions: Iterable[Mapping[str, Any]]) -> tuple[FiledQuarter, ...]:
    """Return the last quarters that a check may look back on, each by its current version.

    The newest version of a quarter comes first.
    """
    by_quarter = (next(of_it) for _, of_it in groupby(versions, itemgetter("period")))
    return tuple(
        FiledQuarter(one["period"], restored(one["content"]), one["submitted_at"])
        for one in islice(by_quarter, MOST_BEFORE)
    )


def draft_of(platform: str, period: str, kind: type[Draft] = UpdateDraft) -> Draft | None:
    """Return one side's draft of a platform's quarter, or None. Index platform_1_period_1."""
    found: Draft | None = kind.objects(platform=platform, period=period).first()
    return found


def latest_of(platform: str, period: str) -> QuarterlyUpdate | None:
    """Return the current version of a quarter, or None. Index platform_1_period_1_version_1."""
    filed = QuarterlyUpdate.objects(platform=platform, period=period)
    found: QuarterlyUpdate | None = filed.order_by("-version").first()
    return found


DOCUMENTS = (UpdateDraft, BehalfDraft, QuarterlyUpdate)
