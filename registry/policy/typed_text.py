"""What a person typed, without the signs that nobody sees.

A zero-width sign is no reason, and one that turns the writing direction shows a reader
another text than the record holds.
"""

import unicodedata

# Control signs, format signs (zero width, direction), and what no program can show.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn"})


def seen(text: str) -> str:
    """Return a text without unseen signs; line breaks and tabs stay, outer spaces go."""
    return "".join(
        sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in _UNSEEN
    ).strip()
