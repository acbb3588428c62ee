"""What the pages of a review show: the queue's filters, a submitted version, its criteria."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import url_for

from registry.desensitising import MASKABLE, field_label
from registry.documents.applications import ApplicationVersion
from registry.documents.reviews import ReviewAnswer
from registry.messages import say, say_finding
from registry.policy.findings import Finding
from registry.policy.reviews import Answered, Asked, Judged
from registry.services.authorities import authority_place
from registry.services.review_desensitising import Typed, field_labels, personal_in
from registry.services.review_forms import section_of
from registry.services.reviews import (
    HOLDERS,
    MINE,
    NOBODY,
    PRE_REVIEWS,
    REACHES_MINISTRY,
    STATES,
    OpenReview,
    QueueCount,
    QueueFilter,
    QueueLine,
)
from registry.web.application_contents import content_sections
from registry.web.formats import period
from registry.web.printed import AttachmentLine, attachment_lines
from registry.web.shell import address

# What another noun's word would say of something else.
_WORDS = {"submitted": "unclaimed", "refused": "not_recommended"}
_ELSEWHERE = "others"


def shown_state(state: str) -> str:
    """Return the name under which an application's state has its word."""
    return _WORDS.get(state, state)


def queue_lines(
    found: Iterable[QueueLine], ticked: str = "", *, leads: bool = False
) -> list[dict[str, Any]]:
    """Return the lines of the queue; what one can act on can be ticked.

    That is what nobody holds and what one holds oneself; for a lead all that is open.
    ``ticked`` ticks one of these: NOBODY or MINE.
    """
    lines = []
    for one in found:
        free = one.holder == NOBODY and one.state == "submitted"
        held = one.state == "in_review" and (leads or one.holder == MINE)
        tick = {"name": "number", "value": one.number, "label": f"选择 {one.platform_name}",
                "checked": one.holder == ticked}  # fmt: skip
        lines.append(
            {
                "name": one.platform_name or one.number,
                "number": one.number,
                "host_name": one.host_name,
                "whose": authority_place(one.authority),
                "field": one.field,
                "to_ministry": "to_ministry" if one.to_ministry else "",
                "state": shown_state(one.state),
                "age": one.age,
                "deadline": one.deadline,
                "pre_review": say(f"pre_review_{one.pre_review}") if one.pre_review else "",
                "holder": say("review_holder_me") if one.holder == MINE else one.holder_name,
                "tick": tick if free or held else None,
                "whose_turn": one.holder if free or held else "",
                "href": url_for("reviews.show", number=one.number),
            }
        )
    return lines


def queue_filters(asked: QueueFilter, counts: Sequence[QueueCount]) -> list[dict[str, Any]]:
    """Return the filters as links, each with how many it would show beside the others."""
    states = [(one, say(f"review_filter_{one}")) for one in STATES]
    holders = [("", "全部"), *((one, say(f"review_filter_{one}")) for one in HOLDERS)]
    fields = [("", "全部"), *((one, one) for one in sorted({one.field for one in counts} - {""}))]
    rounds = sorted({one.period for one in counts}, reverse=True)
    periods = [("", "全部"), *((one, period(one)) for one in rounds)]
    opinions = [("", "全部"), *((one, say(f"review_filter_{one}")) for one in PRE_REVIEWS)]
    reaching = [("", "全部"), (REACHES_MINISTRY, say("review_filter_to_ministry"))]
    found = [
        _filter("状态", "state", states, asked, counts),
        _filter("审核人", "holder", holders, asked, counts),
        _filter("领域", "field", fields, asked, counts),
        _filter("轮次", "period", periods, asked, counts),
        _filter("初审", "pre_review", opinions, asked, counts),
    ]
    if asked.to_ministry or any(one.to_ministry for one in counts):
        found.append(_filter("依托单位", "to_ministry", reaching, asked, counts))
    return found


def _filter(
    label: str,
    name: str,
    options: Sequence[tuple[str, str]],
    asked: QueueFilter,
    counts: Sequence[QueueCount],
) -> dict[str, Any]:
    choices = []
    for value, word in options:
        among = [
            one
            for one in counts
            if one.fits(asked, besides=name)
            and (one.state in STATES[value] if name == "state" else _is(value, one, name))
        ]
        choices.append(
            {
                "label": word,
                "href": address(**{name: value or None}, all=None),
                "count": sum(one.count for one in among),
                "active": value == getattr(asked, name),
            }
        )
    return {"label": label, "choices": choices}


def _is(value: str, counted: QueueCount, name: str) -> bool:
    return value in {"", getattr(counted, name)}


def sections(opened: OpenReview, faults: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the version section by section, with what is to be answered in each."""
    review = opened.review
    kept = {one.criterion: one for one in review.answers} if review else {}
    lines = papers(opened.version)
    criteria = [
        (
            one,
            criterion(one, opened.answers.get(one.id, Answered()), kept.get(one.id), faults)
            | {"papers": lines.get(one.id, [])},
        )
        for one in opened.criteria
    ]
    found = _sections(opened.version, opened.earlier, criteria)
    for part in found:
        part["note"] = review.notes.get(part["key"], "") if review else ""
        part["error"] = faults.get(f"note-{part['key']}", "")
    return found


def papers(version: ApplicationVersion) -> dict[str, list[AttachmentLine]]:
    """Return the version's papers by the criterion each is evidence of, empty for none."""
    titles = {one["id"]: one.get("title", "") for one in version.assessments}

    def where(paper: str, preview: bool) -> str:  # noqa: FBT001 - what attachment_lines asks with
        endpoint = "review_papers.first_page" if preview else "review_papers.paper"
        key = {"number": version.application, "version": version.version}
        return url_for(endpoint, paper=paper, **key)

    lines = attachment_lines(version.attachments, where, titles)
    found: dict[str, list[AttachmentLine]] = {}
    for kept, line in zip(version.attachments, lines, strict=True):
        known = kept.supports if kept.supports in titles else ""
        found.setdefault(known, []).append(line)
    return found


def plain_sections(version: ApplicationVersion, criteria: Sequence[Judged]) -> list[dict[str, Any]]:
    """Return a version section by section, each criterion as it stood."""
    lines = papers(version)
    shown = [
        (one, criterion(one, Answered(), None, {}) | {"papers": lines.get(one.id, [])})
        for one in criteria
    ]
    return _sections(version, None, shown)


def _sections(
    version: ApplicationVersion,
    earlier: ApplicationVersion | None,
    criteria: Sequence[tuple[Judged, dict[str, Any]]],
) -> list[dict[str, Any]]:
    places: dict[str, list[dict[str, Any]]] = {}
    for judged, shown in criteria:
        places.setdefault(section_of(judged.facts) or _ELSEWHERE, []).append(shown)
    found = [
        {**part, "criteria": places.get(part["key"], [])}
        for part in content_sections(version.content, earlier=earlier.content if earlier else None)
    ]
    if others := places.get(_ELSEWHERE):
        found.append({"key": _ELSEWHERE, "title": "其他条件", "items": [], "criteria": others})
    return found


def criterion(
    judged: Judged, answered: Answered, kept: ReviewAnswer | None, faults: Mapping[str, str]
) -> dict[str, Any]:
    """Return one criterion as it stood, how it is asked, and what was answered by whom."""
    return {
        "id": judged.id,
        "title": judged.title,
        "clause": judged.clause,
        "source": judged.source,
        "phrase": judged.phrase,
        "outcome": judged.outcome.value,
        "blocks": judged.blocks,
        "read": judged.read,
        "wanted": judged.wanted,
        "asked": judged.asked.value,
        "answers": [(one.value, say(f"review_answer_{one}")) for one in judged.choices],
        "reason_wanted": judged.asked is Asked.JUDGEMENT,
        "answer": answered.answer.value if answered.answer else "",
        "word": _word(answered),
        "reason": answered.reason,
        "by": kept.account_name if kept else "",
        "at": kept.answered_at if kept else None,
        "answer_error": faults.get(f"answer-{judged.id}", ""),
        "reason_error": faults.get(f"reason-{judged.id}", ""),
    }


def progress(opened: OpenReview) -> dict[str, int]:
    """Return how many criteria want an answer, and how many have one with its reason."""
    wanted = [one for one in opened.criteria if one.asked in {Asked.JUDGEMENT, Asked.FIGURE}]
    done = [one for one in wanted if _is_done(one, opened.answers.get(one.id, Answered()))]
    unmet = sum(1 for one in opened.criteria if one.is_unmet)
    return {"wanted": len(wanted), "done": len(done), "unmet": unmet}


def _is_done(judged: Judged, answered: Answered) -> bool:
    if answered.answer is None:
        return False
    return bool(answered.reason) or judged.asked is not Asked.JUDGEMENT


def personal_findings(opened: OpenReview) -> dict[str, list[Finding]]:
    """Return where numbers of persons stand in what one has written, by field."""
    found: dict[str, list[Finding]] = {}
    for one in personal_in(opened) if opened.may_write else ():
        found.setdefault(one.field, []).append(one)
    return found


def live_findings(opened: OpenReview) -> dict[str, list[dict[str, str]]]:
    """Return what is found in what is being written, by field, for the script."""
    found: dict[str, list[dict[str, str]]] = {}
    for one in (*opened.withheld, *personal_in(opened)):
        said = {"severity": one.severity.value, "message": say_finding(one)}
        if one.code in MASKABLE:
            said["mask"] = "offered"
        found.setdefault(one.field, []).append(said)
    return found


def unsaved(opened: OpenReview, typed: Typed | None, reason: str) -> list[dict[str, str]]:
    """Return what was typed and has no field any more, so that nobody types it again."""
    shown = []
    if typed and not opened.may_write:
        labels = field_labels(opened)
        notes = opened.review.notes if opened.review else {}
        texts = [
            (f"reason-{key}", text, opened.reason_of(key))
            for key, (_, text) in typed.answers.items()
        ]
        texts += [(f"note-{key}", text, notes.get(key, "")) for key, text in typed.notes.items()]
        kept = opened.review.opinion if opened.review else ""
        texts.append(("opinion", typed.opinion or "", kept))
        shown = [
            {"label": labels[name], "value": text}
            for name, text, was in texts
            if name in labels and text.strip() and text.strip() != was
        ]
    if reason and not opened.is_current:
        shown.append({"label": field_label("reason"), "value": reason})
    return shown


def answers_shown(opened: OpenReview) -> list[dict[str, Any]]:
    """Return what was answered, criterion by criterion, each leading back to its place."""
    back = url_for("reviews.show", number=opened.application.number)
    return [
        {
            "label": f"{one.title}（{one.clause}）",
            "value": "：".join(part for part in (_word(answered), answered.reason) if part),
            "href": f"{back}#f-answer-{one.id}",
        }
        for one in opened.criteria
        if (answered := opened.answers.get(one.id))
    ]


def _word(answered: Answered) -> str:
    return say(f"review_answer_{answered.answer}") if answered.answer else ""
