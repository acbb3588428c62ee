"""What the OpenAPI document says of every operation alike: refusals, headers, parameters.

A view marks what it does (``limited``, ``versioned``, ``idempotent``); who may be refused, how,
and which headers matter follow from the marks and from the operation itself, so that no
blueprint repeats them and none forgets them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from apispec import APISpec, BasePlugin
from flask_smorest import Api, Blueprint

from registry.api.problems import ProblemSchema
from registry.limits import limiter
from registry.messages import say

View = TypeVar("View", bound=Callable[..., Any])
Operation = dict[str, Any]

IDEMPOTENT = {"x-idempotent": True}
_VERSIONED = {"x-versioned": True}
_LIMITED = {"x-limited": True}


@dataclass(frozen=True, slots=True)
class Answer:
    """A refusal as the document describes it: its component, an example code, what it means."""

    component: str
    code: str
    description: str
    waits: bool = False


_REFUSALS = {
    400: Answer("BAD_REQUEST", "invalid_json", "请求读不懂：正文不是 JSON 对象，或翻页标记无效"),
    401: Answer("UNAUTHORIZED", "not_signed_in", "没有带令牌，或令牌无效、已到期、已撤销"),
    403: Answer("FORBIDDEN", "not_allowed", "令牌的角色或权限不能办理此事项"),
    404: Answer("NOT_FOUND", "not_found", "没有这条记录，或不在管理范围内；两者答复相同"),
    408: Answer("REQUEST_TIMEOUT", "body_too_slow", "正文传得太慢，没有收完，也没有保存"),
    409: Answer(
        "CONFLICT",
        "idempotency_in_progress",
        "与目前的情况不符，如窗口未开放或已截止、已有决定，或同一 Idempotency-Key 仍在办理",
        waits=True,
    ),
    412: Answer("PRECONDITION_FAILED", "version_conflict", "If-Match 不是最新的版本"),
    413: Answer("REQUEST_ENTITY_TOO_LARGE", "too_large", "内容过大，没有接收"),
    415: Answer("UNSUPPORTED_MEDIA_TYPE", "invalid", "上传的不是所要的那种文件，或不能安全读取"),
    422: Answer("UNPROCESSABLE_ENTITY", "invalid", "内容有误；fields 逐项说明"),
    428: Answer("PRECONDITION_REQUIRED", "version_required", "没有带 If-Match"),
    429: Answer("TOO_MANY_REQUESTS", "too_many_requests", "请求过于频繁", waits=True),
    503: Answer(
        "SERVICE_UNAVAILABLE", "database_away", "暂时不能办理，请按 Retry-After 再试", waits=True
    ),
}
_EXAMPLES: dict[int, dict[str, object]] = {413: {"limit_mb": 20}}

_HEADERS: dict[str, dict[str, Any]] = {
    "If-Match": {
        "description": '所依据的版本：最近一次读到的 ETag，如 "1"',
        "required": True,
        "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$', "examples": ['"1"']},
    },
    "Idempotency-Key": {
        "description": "每件事自选一个新的键；断网后用同一个键重发，答复与第一次相同，不会办两次",
        "schema": {"type": "string", "pattern": "^([!-~]{8,128})?$", "examples": ["2026q4-0001"]},
    },
}
_PARTS: dict[str, tuple[str, object]] = {
    "platforms": ("平台编号", "330000-2026-0001"),
    "summary-sheets": ("汇总表编号", "330000-2026H2-01"),
    "applications": ("申报编号", "SB-330000-2026-0001"),
    "reviews": ("申报编号", "SB-330000-2026-0001"),
    "pre-reviews": ("申报编号", "SB-330000-2026-0001"),
    "division": ("初审单位的行政区划代码", "330100"),
    "transfers": ("移交编号", "YJ-2026-0001"),
    "initial-loads": ("存量导入编号", "CL-2026-001"),
    "major-changes": ("重大事项报告编号", "BG-330000-2026-0001"),
    "chases": ("催报编号", "CB-330000-20261228-01"),
    "late-filings": ("补报许可编号", "BB-330000-2026-0001"),
    "update-returns": ("退回补正编号", "TH-330000-2026-0001"),
    "support-requests": ("支持诉求编号", "ZC-330000-2026-0001"),
    "ban-waivers": ("豁免编号", "HM-2026-0001"),
    "exit-proposals": ("退出建议编号", "TC-330000-2026H2-001"),
    "incidents": ("事故和违规登记编号", "SG-330000-2026-0001"),
    "removal-cases": ("移出案件编号", "YC-330000-2026-0001"),
    "appeals": ("异议编号", "YY-330000-2026-0001"),
    "removal-batches": ("批次编号", "YCP-2026-0001"),
    "register-extracts": ("工商登记信息编号", "DJ-2026-001"),
    "unreported-changes": ("疑似未报告变更编号", "YS-330000-2026-0001"),
    "condition-findings": ("入库条件线索编号", "XS-330000-2026-0001"),
    "period": ("季度", "2026Q4"),
    "adjustments/period": ("名单调整轮次", "2026H2"),
    "authority": ("主管部门代码", "330000"),
    "version": ("第几个版本", 1),
    "serial": ("第几次实时更新", 1),
    "paper_id": ("证明材料编号", "3f9a1c07be42"),
    "message_id": ("消息标识", "5f0000000000000000000001"),
    "token_id": ("令牌编号", "5f0000000000000000000001"),
    "webhook_id": ("推送地址的标识", "5f0000000000000000000009"),
    "delivery_id": ("投递编号", "5f0000000000000000000009"),
    "year": ("公历年份", 2026),
}

ETAG = {
    "ETag": {"description": "这条记录现在的版本", "required": True, "schema": {"type": "string"}}
}
MADE = {
    "Location": {
        "description": "这条记录的地址",
        "required": True,
        "schema": {"type": "string", "format": "uri-reference"},
    }
}


def limited(rate: str) -> Callable[[View], View]:
    """Wrap a view: one address may knock so often, and the document says so."""

    def wrapper(view: View) -> View:
        marked: View = Blueprint.doc(**_LIMITED)(limiter.limit(rate)(view))
        return marked

    return wrapper


def versioned(view: View) -> View:
    """Mark a view that reads If-Match: the document asks for the header."""
    marked: View = Blueprint.doc(**_VERSIONED)(view)
    return marked


def is_closed(view: object) -> bool:
    """Tell whether the document wants a token for a view; what is no operation is open."""
    told: dict[str, Any] | None = getattr(view, "_apidoc", None)
    return told is not None and told.get("manual_doc", {}).get("security") != []


class ReserveApi(Api):
    """flask-smorest's Api with our problem answers: the app's own handler speaks for errors."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None  # each refusal is named; "default" would allow any

    def _register_error_handlers(self) -> None:
        """Leave errors to the application, which answers pages and API from one place."""

    def _register_responses(self) -> None:
        for status, answer in _REFUSALS.items():
            self.spec.components.response(answer.component, _refusal(status, answer), lazy=True)


class Contract(BasePlugin):
    """Completes each operation as it enters the document."""

    def path_helper(
        self,
        path: str | None = None,
        operations: dict[str, Any] | None = None,  # noqa: ARG002 - apispec's signature
        parameters: list[dict[str, Any]] | None = None,
        **kwargs: Any,  # noqa: ANN401 - as above
    ) -> str | None:
        """Say what each part of the address is, with an example."""
        segments = kwargs["rule"].rule.split("/")
        for one in parameters or []:
            noun = segments[3] if one["name"] == "number" else one["name"]
            own = _PARTS.get(f"{segments[3]}/{noun}")
            description, example = own or _PARTS[noun]
            one["description"] = description
            one["schema"] = {**one["schema"], "examples": [example]}
        return path

    def operation_helper(
        self,
        path: str | None = None,
        operations: dict[str, Any] | None = None,
        **kwargs: Any,  # noqa: ANN401 - apispec's signature
    ) -> None:
        """Give every operation its id, its headers and the refusals it may answer with."""
        for operation in (operations or {}).values():
            operation["operationId"] = operation_id(kwargs["rule"].endpoint)
            marks = {name for name in ("x-idempotent", "x-versioned", "x-limited")
                     if operation.pop(name, False)}  # fmt: skip
            wanted = operation.setdefault("parameters", [])
            if "x-versioned" in marks:
                wanted.append({"in": "header", "name": "If-Match", **_HEADERS["If-Match"]})
            if "x-idempotent" in marks:
                name = "Idempotency-Key"
                wanted.append({"in": "header", "name": name, **_HEADERS[name]})
            for status in _statuses(operation, marks, has_parts="{" in (path or "")):
                operation["responses"][str(status)] = _REFUSALS[status].component


def operation_id(endpoint: str) -> str:
    """Return what an operation is called in the document: its noun and what is done."""
    return endpoint.removeprefix("api_").replace(".", "_", 1)


def _statuses(operation: Operation, marks: set[str], *, has_parts: bool) -> Iterable[int]:
    """Say with which refusals an operation may answer."""
    yield 503
    if operation.get("security") != []:
        yield from (401, 403)
    if has_parts:
        yield 404
    asked = {one.get("name") for one in operation["parameters"]}
    if "cursor" in asked:
        yield 400
    if asked & {"authority", "period"}:  # another's list, or that of no quarter, is nobody's
        yield 404
    yield from _of_the_body(operation)
    if "x-idempotent" in marks:
        yield from (409, 422)
    if "x-versioned" in marks:
        yield from (409, 412, 428)
    if "x-limited" in marks:
        yield 429


def _of_the_body(operation: Operation) -> Iterable[int]:
    content = operation.get("requestBody", {}).get("content", {})
    if not content:
        return
    yield from (400, 408, 413, 422)
    if "multipart/form-data" in content:
        yield 415
    if operation.get("security") != []:
        yield from (404, 409)


def _refusal(status: int, answer: Answer) -> dict[str, Any]:
    said = say(answer.code, **_EXAMPLES.get(status, {}))
    example = {
        "status": status,
        "code": answer.code,
        "message": said,
        "request_id": "3f9c2a71b04d5e68",
    }
    described: dict[str, Any] = {
        "description": answer.description,
        "content": {"application/problem+json": {"schema": ProblemSchema, "example": example}},
    }
    if answer.waits:
        seconds = {"description": "多少秒之后再试", "schema": {"type": "integer"}}
        described["headers"] = {"Retry-After": seconds}
    return described


def complete(spec: APISpec) -> None:
    """Finish the document when every blueprint is in it: what an answer always holds is said.

    A field of an answer that is not always there is marked ``x-optional`` in its schema.
    """
    shapes: dict[str, dict[str, Any]] = spec.components.schemas
    shapes.pop("PaginationMetadata", None)  # the library's own way of paging, unused here
    asked = _named_in(spec.to_dict()["paths"], shapes)
    for name, shape in shapes.items():
        if name in asked:
            continue
        properties: Mapping[str, dict[str, Any]] = shape.get("properties", {})
        always = [key for key, one in properties.items() if not one.pop("x-optional", False)]
        shape["required"] = always


def _named_in(paths: Mapping[str, Any], shapes: Mapping[str, Any]) -> set[str]:
    """Return the names of the shapes that requests hold, with those inside them."""
    bodies = [
        one["requestBody"]
        for operations in paths.values()
        for one in operations.values()
        if isinstance(one, dict) and "requestBody" in one
    ]
    found: set[str] = set()
    waiting = set(_references(bodies))
    while waiting:
        found |= waiting
        waiting = set(_references([shapes[name] for name in waiting])) - found
    return found


def _references(tree: Any) -> Iterable[str]:  # noqa: ANN401 - a tree of JSON
    if isinstance(tree, list):
        for one in tree:
            yield from _references(one)
    elif isinstance(tree, Mapping):
        for key, one in tree.items():
            if key == "$ref" and isinstance(one, str):
                yield one.rsplit("/", 1)[1]
            else:
                yield from _references(one)
