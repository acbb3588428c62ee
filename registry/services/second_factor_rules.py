"""Whose sign-in takes two steps, by the operator's rule; anybody may choose it for themselves."""

from registry.permissions import MINISTRY, Role

ADMINISTRATORS = frozenset(
    {Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR}
)
ALWAYS = MINISTRY | ADMINISTRATORS
_OBLIGED = {"required": ALWAYS, "everyone": frozenset(Role), "off": frozenset[Role]()}


def obliged_roles(rule: str) -> frozenset[Role]:
    """Return the roles that must have a second factor under RESERVE_SECOND_FACTOR.

    Raises KeyError for a rule that the settings do not know: a fault of the program.
    """
    return _OBLIGED[rule]


def must_enrol(role: str, *, has_factor: bool, rule: str) -> bool:
    """Tell whether somebody must set up a second factor before anything else."""
    return not has_factor and role in obliged_roles(rule)
