"""What a person declares where the desensitising check 脱敏脱密 cannot read (ruling 29)."""

from registry.errors import Refusal
from registry.messages import say
from registry.scans.reading import Scan


class DeclarationMissing(Refusal):
    """Pages are pictures, and nobody says that they were looked through."""

    code = "scan_declaration_missing"
    status = 422


def require_declaration(scan: Scan, *, declared: bool) -> None:
    """Refuse a scan whose pages could not all be read, unless somebody declares it clean."""
    if not scan.is_read and not declared:
        fields = {"declared": say("scan_declaration_wanted")}
        raise DeclarationMissing(fields=fields, clause="二（一）", pages=scan.unread_pages)
