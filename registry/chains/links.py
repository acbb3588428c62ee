"""Chains: each entry held against the one before it, and against the seals that know it."""

from __future__ import annotations

import hashlib
import heapq
import json
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

SENTENCES = {
    "flaw_changed": "{numbers}与其摘要不符：写下之后内容被改动。",
    "flaw_missing": "缺少{numbers}：记录被删除。",
    "flaw_cut": "{when}有{numbers}，现在没有：末尾的记录被删除。",
    "flaw_gone": "{when}有{numbers}，现在一条也没有：整条记录链被删除。",
    "flaw_inserted": "{numbers}不是原来写在此处的：属插入的记录。",
    "flaw_moved": "第 {first} 条现在排在第 {last} 位：记录的顺序被改动。",
    "flaw_replaced": "{numbers}与相邻记录的摘要接不上：原来的记录被顶替。",
    "flaw_rewritten": "{numbers}与{when}不符：连同摘要一起被改写。",
    "flaw_late": (
        "{numbers}所记的日子早已封存，封存中却没有：属事后插入的记录；"
        "若当时服务器时钟不准，也会如此。"
    ),
    "flaw_disordered": "记录没有按对象排列：文件的顺序被改动。",
    "flaw_head_missing": "{day} 的封存与此前的封存接不上：封存的明细被删除或改动。",
    "flaw_heads_changed": "{day} 封存的明细与封存不符：明细被改动、删除或增加。",
    "flaw_heads_unsealed": "有 {day} 封存的明细，却没有这一天的封存：封存被删除。",
    "flaw_seal_missing": "缺少 {day} 的封存：封存被删除。",
    "flaw_seal_changed": "{day} 的封存与其摘要不符：封存被改动。",
    "flaw_seal_replaced": "{day} 的封存与后一天的封存接不上：原来的封存被顶替。",
    "flaw_seal_unknown": "另行保存的封存摘要 {day} 不在各日的封存之中：封存被改写。",
}
OPEN = "open"
_OUTSIDE = frozenset({"digest", "hidden"})
_NEAR = 8
_SHANGHAI = timezone(timedelta(hours=8))


class Flaw(NamedTuple):
    """One thing that does not hold: in which chain, from which entry to which.

    The subject of a seal is ``seal:`` with its day. ``day`` is the seal that shows it.
    """

    code: str
    subject: str
    first: int = 0
    last: int = 0
    day: str = ""

    @property
    def sentence(self) -> str:
        """Say what is wrong; its subject is told beside it."""
        first, last = self.first, self.last or self.first
        numbers = f"第 {first} 条" if first == last else f"第 {first} 至 {last} 条"
        told = {
            "numbers": numbers if first else "没有有效编号的记录",
            "when": "导出时" if self.day == OPEN else f" {self.day} 封存时",
        }
        template = SENTENCES[f"flaw_{self.code}"]
        return template.format(**told, first=first, last=last, day=self.day).strip()


class Chain(NamedTuple):
    """A chain that was walked: its entries, how many hide something, and what does not hold."""

    subject: str
    entries: int
    hidden: int
    flaws: tuple[Flaw, ...]


@dataclass
class _Link:
    """An entry in its chain. ``true`` is the number it was written under, 0 where none fits."""

    number: int
    true: int
    digest: str
    previous: str
    day: str
    content: Mapping[str, Any] | None

    @property
    def place(self) -> int:
        return self.true or self.number


def canonical(content: Any) -> str:  # noqa: ANN401 - what JSON can write
    """Return a value in the one way it is written for a digest."""
    return json.dumps(
        content, default=str, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of an entry or a seal, written in the one canonical way."""
    return hashlib.sha256(canonical(content).encode("utf-8", "surrogatepass")).hexdigest()


def day_of(moment: str) -> str:
    """Return the day of an instant in Asia/Shanghai; empty where it is none."""
    try:
        return datetime.fromisoformat(moment).astimezone(_SHANGHAI).date().isoformat()
    except (TypeError, ValueError):
        return ""


@lru_cache(maxsize=4096)
def day_after(day: str) -> str:
    """Return the day after one; empty where it is none."""
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return ""


def check_chains(
    entries: Iterable[Mapping[str, Any]],
    heads: Iterable[Mapping[str, Any]],
    *,
    sealed_until: str = "",
    whole: bool = True,
) -> Iterator[Chain]:
    """Walk chains by subject: entries by subject and sequence, heads by subject and day.

    ``sealed_until`` is the last sealed day. Without ``whole`` a chain may begin later than
    with its first entry: there, where its first head begins. One chain is held at a time.
    """
    ours = ((str(one.get("subject")), 0, one) for one in entries)
    theirs = ((str(one.get("subject")), 1, one) for one in heads)
    before = None
    rows = heapq.merge(ours, theirs, key=itemgetter(0, 1))
    for subject, group in groupby(rows, key=itemgetter(0)):
        links, known, hidden = _read(row for _, *row in group)
        found = _check(subject, links, known, (sealed_until, whole))
        if before is not None and subject <= before:
            found = [Flaw("disordered", subject), *found]
        yield Chain(subject, len(links), hidden, tuple(found))
        before = subject


def _read(rows: Iterable[Any]) -> tuple[list[_Link], list[Mapping[str, Any]], int]:
    links: list[_Link] = []
    heads: list[Mapping[str, Any]] = []
    hidden, is_later_form = 0, False
    for is_head, row in rows:
        if is_head:
            heads.append(row)
            continue
        # Entries of the first form cannot hide anything and still be worked out again.
        is_later_form = is_later_form or "form" in row
        hides = "hidden" in row and not is_later_form
        hidden += hides
        links.append(_link(row, hides=hides))
    return links, heads, hidden


def _link(entry: Mapping[str, Any], *, hides: bool) -> _Link:
    content = {name: value for name, value in entry.items() if name not in _OUTSIDE}
    number, digest = entry.get("sequence"), str(entry.get("digest"))
    number = number if isinstance(number, int) and number > 0 else 0
    holds = bool(number) and (hides or digest_of(content) == digest)
    return _Link(
        number=number,
        true=number if holds else 0,
        digest=digest,
        previous=str(entry.get("previous_digest")),
        day=day_of(str(entry.get("recorded_at"))),
        content=None if holds else content,
    )


def _check(
    subject: str,
    links: Sequence[_Link],
    heads: Sequence[Mapping[str, Any]],
    asked: tuple[str, bool],
) -> list[Flaw]:
    sealed_until, whole = asked
    readable = [head for head in heads if is_head(head)]
    broken = [head for head in heads if not is_head(head)]
    flaws = [Flaw("head_missing", subject, day=str(head.get("day"))) for head in broken]
    start = 1
    if not whole and (readable or links):
        start = readable[0]["since"] + 1 if readable else links[0].number
    if not _is_sound(links, start):
        _place(links)
        known = {link.previous for link in links} | {head["digest"] for head in readable}
        strangers = _strangers(links, known)
        flaws += _ranges("inserted", subject, [one.number for one in strangers])
        aside = {id(one) for one in strangers}
        links = [link for link in links if id(link) not in aside]
        flaws += _disorder(subject, links, start, {head["digest"] for head in readable})
    flaws += _against_heads(subject, links, readable, start, flaws)
    has_all_heads = not any(flaw.code == "head_missing" for flaw in flaws)
    late = _late(links, readable, sealed_until) if has_all_heads else ()
    return flaws + _ranges("late", subject, late)


def is_head(head: Mapping[str, Any]) -> bool:
    """Tell whether a row is a sealed head at all."""
    since, sequence, texts = (
        head.get("since"),
        head.get("sequence"),
        (head.get("digest"), head.get("day")),
    )
    counts = isinstance(since, int) and isinstance(sequence, int) and 0 <= since < sequence
    return counts and all(isinstance(text, str) for text in texts)


def _is_sound(links: Sequence[_Link], start: int) -> bool:
    previous = "" if start == 1 else None
    for number, link in enumerate(links, start):
        if (link.true, link.number) != (number, number) or previous not in {None, link.previous}:
            return False
        previous = link.digest
    return True


def _place(links: Sequence[_Link]) -> None:
    """Find the number an entry was written under where it does not hold under the one it has."""
    by_digest = {link.digest: link for link in links}
    for link in links:
        if link.true or link.content is None or not link.number:
            continue
        before = by_digest.get(link.previous)
        near = [link.number + step * sign for step in range(1, _NEAR + 1) for sign in (1, -1)]
        guesses = [before.true + 1, before.number + 1, *near] if before else near
        for guess in guesses:
            if guess > 0 and digest_of({**link.content, "sequence": guess}) == link.digest:
                link.true = guess
                break


def _strangers(links: Sequence[_Link], known: Collection[str]) -> list[_Link]:
    """Return the entries that stand where another one was written, or under no number at all.

    Of several it is the others than the one that its successor or a seal knows.
    """
    rivals: dict[int, list[_Link]] = defaultdict(list)
    for link in links:
        rivals[link.place].append(link)
    found = rivals.pop(0, [])
    for claims in rivals.values():
        digests = [one.digest for one in claims]
        # One that was moved away for a stranger is ours; a copy of one that stands is not.
        kept = max(
            claims,
            key=lambda one: (
                bool(one.true),
                one.digest in known,
                digests.count(one.digest) == 1 and one.true != one.number,
                one.true == one.number,
            ),
        )
        found += [one for one in claims if one is not kept]
    return found


def _disorder(
    subject: str, links: Sequence[_Link], start: int, sealed: Collection[str]
) -> Iterator[Flaw]:
    """Say which entries were changed, removed, moved or put in another's place."""
    yield from _ranges("changed", subject, [link.number for link in links if not link.true])
    places = [link.place for link in links]
    yield from _ranges(
        "missing", subject, set(range(start, max(places, default=0))).difference(places)
    )
    highest = [0, *accumulate(places, max)]
    lowest = [*reversed([*accumulate(reversed(places), min)]), sys.maxsize]
    for at, place in enumerate(places):
        is_astray = highest[at] > place or lowest[at + 1] < place
        beside = (places[at - 1] if at else 0, places[at + 1] if at + 1 < len(places) else 0)
        if is_astray and beside[0] != place - 1 and beside[1] != place + 1:
            yield Flaw("moved", subject, place, start + at)
    ordered = sorted(links, key=lambda link: link.place)
    if ordered and ordered[0].true == 1 and ordered[0].previous:
        yield Flaw("replaced", subject, 1, 1)
    for one, following in pairwise(ordered):
        is_next = following.place == one.place + 1 and one.true and following.true
        if is_next and following.previous != one.digest:
            place = (following if one.digest in sealed else one).place
            yield Flaw("replaced", subject, place, place)


def _against_heads(
    subject: str,
    links: Sequence[_Link],
    heads: Sequence[Mapping[str, Any]],
    start: int,
    told: Sequence[Flaw],
) -> list[Flaw]:
    """Hold a chain against its sealed heads: each must be found in it, where it was."""
    by_number = {link.place: link.digest for link in links}
    last, sealed, good = max(by_number, default=start - 1), start - 1, start - 1
    flaws, is_rewritten = [], False
    named = [one.first for one in told if one.code in {"changed", "replaced"}]
    for head in heads:
        number, day = head["sequence"], head["day"]
        if head["since"] != sealed:
            flaws.append(Flaw("head_missing", subject, day=day))
        sealed = number
        if by_number.get(number) == head["digest"]:
            good = number
        elif number in by_number and not is_rewritten:
            is_rewritten = True
            # What is named already needs no second name.
            if not any(good < one <= number for one in named):
                flaws.append(Flaw("rewritten", subject, good + 1, number, day))
    if sealed > last:
        code = "cut" if links else "gone"
        flaws.append(Flaw(code, subject, last + 1, sealed, heads[-1]["day"]))
    return flaws


def _late(
    links: Sequence[_Link], heads: Sequence[Mapping[str, Any]], sealed_until: str
) -> Iterator[int]:
    """Give the entries whose day was sealed without them; the seal of the next day may have them.

    What was at work around midnight is written down a little after its day's seal.
    """
    coming = iter(heads)
    head = next(coming, None)
    for link in sorted(links, key=lambda link: link.place) if sealed_until else ():
        while head is not None and head["sequence"] < link.place:
            head = next(coming, None)
        allowed = day_after(link.day) if link.true and link.day else OPEN
        if allowed <= sealed_until and (head is None or head["day"] > allowed):
            yield link.place


def _ranges(code: str, subject: str, numbers: Iterable[int]) -> list[Flaw]:
    """Return a flaw for each run of numbers."""
    runs = groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0] if pair[1] else 0)
    found = [[number for _, number in run] for _, run in runs]
    return [Flaw(code, subject, run[0], run[-1]) for run in found]
