"""Lines that count what waits: a noun says in one place what is counted, in which words, where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mongoengine import Document

from registry.services.readings import Reading, count, together
from registry.services.task_lines import Group, Page, Task


@dataclass(frozen=True, slots=True)
class Counted:
    """One such line: the records by ``match`` and ``index``; no line where there is none.

    The other fields are the line's (``Task``); ``count`` fills the sentence.
    """

    document: type[Document]
    match: Mapping[str, Any]
    index: str
    code: str
    page: Page
    note: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    group: Group = Group.TODO
    state: str = "todo"


def lines_of(*counted: Counted) -> Reading[tuple[Task, ...]]:
    """Return the lines of which there is something to say."""
    found = yield from together(*(count(one.document, one.match, one.index) for one in counted))
    return tuple(
        Task(
            one.group, one.code, one.state, one.page, {**one.params, "count": number}, one.note
        )
        for one, number in zip(counted, found, strict=True)
        if number
    )  # fmt: skip
