"""What the ledger's page tells of acts, looked through for codes that nobody put into words."""

import re
from collections.abc import Iterable

from registry.documents.ledger import LedgerEntry
from registry.services.ledger_names import names_in
from registry.web.ledger_words import act_word, change_words, subject_word

# A word of small letters by itself: no part of a username, file name or number.
_CODE = re.compile(r"(?<![A-Za-z0-9.@_-])[a-z]{3,}(?:_[a-z]+)*(?![A-Za-z0-9.@_-])")
_OF_A_DIGEST = re.compile("[0-9a-f]{4}")


def raw_codes(entries: Iterable[LedgerEntry]) -> set[tuple[str, str]]:
    """Return verbs with the codes that stand in the words told of them."""
    found = set()
    for entry in entries:
        names = names_in([entry.subject], [entry.before, entry.after])
        told = f"{act_word(entry.verb)} {subject_word(entry.subject, names)}"
        for code in _CODE.findall(f"{told} {change_words(entry, names)}"):
            if not _OF_A_DIGEST.fullmatch(code):
                found.add((entry.verb, code))
    return found
