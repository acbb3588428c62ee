"""Every finding, refusal and notice has its Chinese sentence here, once.

Each noun keeps its sentences in a module of its own, a dictionary ``SENTENCES`` from
code to template; page, API, spreadsheet and command line all say the same one.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from registry.policy.findings import Finding


class UnknownSentence(KeyError):  # noqa: N818 - names what is unknown
    """A code without a sentence: a fault of the program, never shown as a silent blank."""


@cache
def sentences() -> Mapping[str, str]:
    """Return all templates by code; raises ValueError where two nouns claim one code."""
    found: dict[str, str] = {}
    for module in pkgutil.iter_modules(__path__):
        own: dict[str, str] = importlib.import_module(f"{__name__}.{module.name}").SENTENCES
        if doubled := found.keys() & own.keys():
            message = f"codes said twice: {sorted(doubled)}"
            raise ValueError(message)
        found |= own
    return found


def say(code: str, **params: object) -> str:
    """Return the Chinese sentence of a code, with its parameters filled in.

    Raises UnknownSentence for a code nobody wrote a sentence for.
    """
    try:
        return sentences()[code].format(**params)
    except KeyError as missing:
        raise UnknownSentence(code, *missing.args) from missing


def say_finding(finding: Finding) -> str:
    """Return a finding's sentence, filled with what was read, wanted and its parameters."""
    given = {"read": finding.read, "wanted": finding.wanted, "clause": finding.clause}
    return say(finding.code, **{**given, **finding.params})
