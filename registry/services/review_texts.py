"""What a reviewer writes: cleaned of unseen signs, bounded, asked for where it is missing."""

from registry.errors import Invalid
from registry.messages import say
from registry.policy.typed_text import seen

LONGEST = 1000


def written(field: str, typed: str) -> str:
    """Return a text as it is kept. Raises Invalid at its field where it is too long."""
    text = seen(typed)
    if len(text) > LONGEST:
        raise Invalid(fields={field: say("review_text_too_long", most=LONGEST, count=len(text))})
    return text


def stated(field: str, typed: str, code: str) -> str:
    """Return a reason that has to be given; ``code`` says why where it is not."""
    if not (text := written(field, typed)):
        raise Invalid(fields={field: say(code)})
    return text
