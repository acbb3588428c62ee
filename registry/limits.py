"""Rate limits at the doors: how often one address may knock.

Counted in each worker's memory: they only keep a flood from the expensive parts, and
lose nothing by a restart. What must hold exactly over all workers, the waiting after
failed sign-ins, is counted in the database (``registry.services.sign_in``).
"""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from registry.policy.addresses import network_of

SIGN_INS = "30 per minute"
CODE_ENTRIES = "30 per minute"
UPLOADS = "60 per minute"
PUBLIC_CHECKS = "60 per minute"
# An office's programs ask together from one address; each only every few hours.
CALENDAR_FEEDS = "120 per minute"


def _network() -> str:
    return network_of(get_remote_address())


limiter = Limiter(key_func=_network, storage_uri="memory://")
