"""A window as the API and the command line give it: offices write scripts on this shape."""

from marshmallow import Schema, fields

from registry.policy.windows import Window


class WindowSchema(Schema):
    """One window: its kind and period, the working days, the instants, the clause."""

    kind = fields.String(
        required=True, metadata={"description": "quarterly_update 季度更新；adjustment 名单调整"}
    )
    period = fields.String(required=True, metadata={"description": "如 2026Q3、2026H2"})
    days = fields.List(fields.String(), required=True, metadata={"description": "五个工作日"})
    opens_at = fields.String(required=True, metadata={"description": "开始时刻（含），北京时间"})
    closes_at = fields.String(required=True, metadata={"description": "截止时刻（不含），北京时间"})
    provisional = fields.Boolean(
        required=True, metadata={"description": "所依据的放假安排尚未公布，日期可能调整"}
    )
    clause = fields.String(required=True, metadata={"description": "所依据的条款"})
    source = fields.String(
        required=True, metadata={"description": "text 条文；house_ruling 内部解释"}
    )


def window_shape(window: Window) -> dict[str, object]:
    """Return a window as plain JSON values, keys in the fixed order."""
    return {
        "kind": window.kind.value,
        "period": window.period,
        "days": [day.isoformat() for day in window.days],
        "opens_at": window.opens_at.isoformat(),
        "closes_at": window.closes_at.isoformat(),
        "provisional": window.provisional,
        "clause": window.clause,
        "source": window.source,
    }
