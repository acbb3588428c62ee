"""The API under ``/api/v1``: blueprints by noun, OpenAPI beside them."""

import importlib
import pkgutil
from typing import Any

from flask import Flask
from flask_smorest import Api, Blueprint

import schemas  # noqa: F401 - first, so that every field made here has our sentences
from registry.api.bodies import BodyParser
from registry.api.documents import blueprint as documents
from registry.api.problems import ProblemSchema

PREFIX = "/api/v1"
_NOT_NOUNS = {"bodies", "documents", "problems", "paging", "idempotency"}

# Before any noun's blueprint is made: each reads its arguments through this.
Blueprint.ARGUMENTS_PARSER = BodyParser()


class ReserveApi(Api):
    """flask-smorest's Api with our problem answers: the app's own handler speaks for errors."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Leave errors to the application, which answers pages and API from one place."""


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


def _spec() -> dict[str, Any]:
    return {
        "info": {"description": "储备中试平台的登记与动态更新。时间均为北京时间，金额单位为万元。"},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }
