"""An authority's own settings over the API."""

from flask import Response, jsonify
from flask_smorest import Blueprint

from registry import edge
from registry.api.openapi import ETAG, versioned
from registry.documents.authority_settings import AuthoritySettings
from registry.doors import first
from registry.permissions import require
from registry.services.authority_settings import change_settings, read_settings
from registry.versions import etag, expected_version
from schemas.authority_settings import AuthoritySettingsBody, AuthoritySettingsSchema

blueprint = Blueprint("api_authority_settings", __name__, description="本地区设置")

_PATH = "/authority-settings"


@blueprint.get(_PATH)
@blueprint.response(200, AuthoritySettingsSchema, headers=ETAG)
@blueprint.doc(summary="本地区的设置；更改须带回这里的 ETag")
def settings() -> Response:
    """Give the settings of the caller's authority."""
    return _shown(read_settings(by=edge.actor()))


@blueprint.put(_PATH)
@first(lambda: require(edge.actor(), "authority_settings:change"))
@versioned
@blueprint.arguments(AuthoritySettingsBody)
@blueprint.response(200, AuthoritySettingsSchema, headers=ETAG)
@blueprint.doc(summary="更改本地区的设置")
def change(body: dict[str, bool]) -> Response:
    """Change them."""
    version = expected_version()
    changed = change_settings(
        four_eyes=body["four_eyes"], version=version, by=edge.actor(), at=edge.arrival()
    )
    return _shown(changed)


def _shown(found: AuthoritySettings) -> Response:
    answer = jsonify(AuthoritySettingsSchema().dump(found))
    answer.headers["ETag"] = etag(found.version)
    return answer
