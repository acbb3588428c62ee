"""A list's filters as links, each with how many it would show beside the others."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from typing import Any

from registry.services.authorities import authorities
from registry.web.shell import address

Options = Sequence[tuple[str, str, Sequence[tuple[str, str]]]]


def is_of(one: Any, name: str, value: str) -> bool:  # noqa: ANN401 - any noun's count
    """Tell whether those counted share a filter's value; an empty one lets all pass."""
    return value in {"", getattr(one, name)}


def counted_filters(
    options: Options,
    asked: Any,  # noqa: ANN401 - any noun's filter, a dataclass
    counts: Iterable[Any],
    matches: Callable[[Any, str, str], bool] = is_of,
) -> list[dict[str, Any]]:
    """Return the filters: each of ``options`` is a label, a field of ``asked`` and its choices.

    ``counts`` say how many share the fields of the same names; ``matches`` how they do.
    """
    told = list(counts)
    shared = [one.name for one in fields(asked) if told and hasattr(told[0], one.name)]

    def shown(name: str, value: str) -> int:
        beside = [other for other in shared if other != name]
        return sum(
            one.count
            for one in told
            if matches(one, name, value)
            and all(matches(one, other, getattr(asked, other)) for other in beside)
        )

    def choice(name: str, value: str, word: str) -> dict[str, Any]:
        return {
            "label": word,
            "href": address(**{name: value or None}),
            "count": shown(name, value),
            "active": value == getattr(asked, name),
        }

    return [
        {
            "label": label,
            "choices": [choice(name, value, word) for value, word in [("", "全部"), *words]],
        }
        for label, name, words in options
    ]


def counted_authorities(counts: Iterable[Any]) -> list[tuple[str, str]]:
    """Return every authority with how many records it has, for the ministry to choose from."""
    made: Counter[str] = Counter()
    for one in counts:
        made[one.authority] += one.count
    return [(one.code, f"{one.name}（{made[one.code]}）") for one in authorities().all]
