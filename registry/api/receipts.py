"""Checking a receipt over the API: open to anybody who holds one."""

from typing import Any

from flask_smorest import Blueprint

from registry.api.openapi import limited
from registry.limits import PUBLIC_CHECKS
from registry.services.receipts import check_receipt
from schemas.receipts import ReceiptCheckBody, ReceiptCheckSchema, check_shape

blueprint = Blueprint("api_receipts", __name__, description="回执核对")


@blueprint.post("/receipts/check")
@limited(PUBLIC_CHECKS)
@blueprint.arguments(ReceiptCheckBody)
@blueprint.response(200, ReceiptCheckSchema)
@blueprint.doc(summary="凭编号和摘要核对回执，无须登录", security=[])
def check(body: dict[str, Any]) -> dict[str, Any]:
    """Say whether a receipt is ours and current."""
    return check_shape(check_receipt(body["number"], body["digest"]))
