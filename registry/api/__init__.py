"""The API under ``/api/v1``: blueprints by noun, OpenAPI beside them."""

import importlib
import pkgutil
from typing import Any

from flask import Flask
from flask_smorest import Blueprint

import schemas  # noqa: F401 - first, so that every field made here has our sentences
from registry.api.bodies import BodyParser
from registry.api.documents import blueprint as documents
from registry.api.openapi import Contract, ReserveApi, complete

PREFIX = "/api/v1"
_NOT_NOUNS = {
    "bodies",
    "documents",
    "problems",
    "paging",
    "idempotency",
    "openapi",
    "evidence",
    "steps",
}

_ABOUT = (
    "储备中试平台的登记与动态更新。时间均为北京时间，金额单位为万元，小数以文本给出，不失精度。"
    "列表按 next_cursor 翻页。出错时一律以 application/problem+json 答复：code 供程序判断，"
    "message 供人阅读，request_id 供报障。"
)

# Before any noun's blueprint is made: each reads its arguments through this.
Blueprint.ARGUMENTS_PARSER = BodyParser()


def init_api(app: Flask) -> None:
    """Register every noun's blueprint: each module here that has one names it ``blueprint``."""
    app.config.update(
        API_TITLE="国家储备中试平台管理服务",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = ReserveApi(app, spec_kwargs=_spec())
    app.register_blueprint(documents, url_prefix=PREFIX)
    for module in pkgutil.iter_modules(__path__):
        if module.name not in _NOT_NOUNS:
            noun = importlib.import_module(f"{__name__}.{module.name}")
            api.register_blueprint(noun.blueprint, url_prefix=PREFIX)
            # The API takes tokens and no cookies, so there is nothing to forge.
            app.extensions["reserve_csrf"].exempt(noun.blueprint)
    complete(api.spec)


def _spec() -> dict[str, Any]:
    return {
        "info": {"description": _ABOUT},
        "servers": [{"url": "/", "description": "本服务"}],
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "登录后在“接口令牌”页生成；只显示一次",
                }
            },
        },
        "extra_plugins": [Contract()],
        "security": [{"token": []}],
    }
