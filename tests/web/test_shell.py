"""The page shell: its frame, macros and error pages, on made-up content (styleguide.toml)."""

import re
import threading
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask, render_template, render_template_string
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from registry.clock import SHANGHAI
from registry.errors import NotAllowed
from registry.messages import sentences
from registry.permissions import Actor, Role
from registry.policy.findings import Finding
from registry.policy.vocabulary import Severity, WindowKind
from registry.policy.windows import Window
from registry.web import shell, tones
from registry.web.shell import Account, Link, Shell, init_shell, window_notice
from tests.web.printed import printed

AT = datetime(2026, 12, 29, 17, 0, tzinfo=SHANGHAI)
DAYS = tuple(date(2026, 12, day) for day in (25, 28, 29, 30, 31))
CSP = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'"


def a_window(kind: WindowKind = WindowKind.QUARTERLY_UPDATE, *, provisional: bool = True) -> Window:
    """Return the December window of 2026."""
    quarterly = kind == WindowKind.QUARTERLY_UPDATE
    return Window(
        kind=kind,
        period="2026Q4" if quarterly else "2026H2",
        days=DAYS,
        opens_at=datetime(2026, 12, 25, tzinfo=SHANGHAI),
        closes_at=datetime(2027, 1, 1, tzinfo=SHANGHAI),
        provisional=provisional,
        clause="二（三）" if quarterly else "二（五）",
        source="text",
        readings=(DAYS,),
    )


def a_shell(ask: bool) -> Shell:  # noqa: FBT001 - the shape init_shell asks for
    """Return the surroundings of a provincial reviewer in training mode."""
    named = ("首页", "储备库", "汇总表", "填报看板", "填报窗口")
    links = tuple(Link(name, f"/{at}" if at else "/") for at, name in enumerate(named))
    return Shell(
        now=datetime(2026, 12, 28, 1, 0, tzinfo=UTC),
        training=True,
        version="3f9a1c07be42",
        request_id="9c41d0aa7b3e5f12",
        navigation=links if ask else (),
        account=Account("王敏", "省级审核员") if ask else None,
        sign_in="/login",
        sign_out="/logout",
        help="/help",
    )


def an_app() -> Flask:
    """Return a small application with the shell, the style guide and an error page."""
    app = Flask("styleguide", static_folder=None)
    app.config.update(SECRET_KEY="for the style guide", TESTING=True)
    init_shell(app, a_shell)

    @app.get("/")
    def styleguide() -> str:
        return render_template("styleguide.html", sample=sample())

    @app.get("/error/<int:status>")
    def error(status: int) -> str:
        problem = {"status": status, "message": "出错的原因。", "request_id": "9c41d0aa7b3e5f12"}
        return render_template("errors/problem.html", problem=problem)

    @app.after_request
    def strict(response: Any) -> Any:
        response.headers["Content-Security-Policy"] = CSP
        return response

    return app


def findings() -> list[Finding]:
    """Return one finding of each severity, said with sentences that always exist."""
    ruling = "汇总表数值的读法"
    return [
        Finding("invalid", Severity.BLOCKING, row=6, column="D", clause="一（二）1"),
        Finding("too_many_requests", Severity.WARNING, row=9, column="G"),
        Finding("refused", Severity.NOTE, row=12, column="B", clause=ruling, source="house_ruling"),
    ]


def sample() -> dict[str, Any]:
    """Return everything the style guide shows."""
    path = Path(__file__).with_name("styleguide.toml")
    content = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    adjustment = a_window(WindowKind.ADJUSTMENT, provisional=False)
    return content | {
        "findings": findings(),
        "refusal": NotAllowed(clause="二（三）"),
        **printed(AT),
        "wanted": {"account": "lead-330000", "day": None, "subject": ""},
        "windows": [
            (a_window(), AT),
            (adjustment, datetime(2026, 12, 31, 12, tzinfo=UTC)),
            (adjustment, datetime(2026, 11, 20, tzinfo=UTC)),
        ],
    }


@pytest.fixture
def styleguide() -> FlaskClient:
    """A client of the style guide."""
    return an_app().test_client()


@pytest.fixture
def page(styleguide: FlaskClient) -> str:
    """The style guide's page."""
    return styleguide.get("/").get_data(as_text=True)


def test_every_macro_renders(page: str):
    """The style guide shows every macro of every file once."""
    folder = Path(shell.__file__).parent / "templates"
    guide = (folder / "styleguide.html").read_text(encoding="utf-8")
    base = (folder / "base.html").read_text(encoding="utf-8")
    inner = {"clause_mark", "field_findings", "shown", "navigation_links", "reload_every"}
    defined = {
        name
        for path in (folder / "macros").iterdir()
        for name in re.findall(r"{%-? macro (\w+)", path.read_text(encoding="utf-8"))
    }
    assert {name for name in defined - inner if f"{name}(" not in guide + base} == set()
    assert "还剩 2 个工作日 7 小时" in page


def test_ids_are_unique_and_every_reference_leads_to_one(page: str):
    """No id stands twice; labels, descriptions and error links all point at an element."""
    ids = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [name for name, times in ids.items() if times > 1] == []
    pointed = re.findall(r'\s(?:for|aria-labelledby|aria-describedby)="([^"]+)"', page)
    named = {name for names in pointed for name in names.split()}
    linked = set(re.findall(r'href="#([^"]+)"', page))
    assert (named | linked) - set(ids) == set()


def test_every_control_has_a_label(page: str):
    """Each visible input, select and textarea is named by a label."""
    controls = re.findall(r"<(?:input|select|textarea)\s[^>]*>", page)
    seen = [control for control in controls if 'type="hidden"' not in control]
    labelled = set(re.findall(r'<label for="([^"]+)"', page))
    assert seen
    assert all(re.search(r'id="([^"]+)"', each)[1] in labelled for each in seen)


def test_what_was_typed_is_never_markup():
    """A name that is a script comes back as text, in a field, a table and a list of facts."""
    app = an_app()
    evil = "<script>alert(1)</script>"
    source = """
      {% from "macros/forms.html" import field %}
      {% from "macros/tables.html" import data_table %}
      {% from "macros/records.html" import definition_list %}
      {{ field("name", evil, evil) }} {{ field("note", evil, evil, "longtext") }}
      {{ data_table([{"key": "name", "label": evil}], [{"name": evil, "href": "#"}], evil) }}
      {{ definition_list([{"label": evil, "value": evil}]) }}"""
    with app.test_request_context("/"):
        text = render_template_string(source, evil=evil)
    assert "<script" not in text
    assert text.count("&lt;script&gt;") >= 8


def test_a_wrong_field_keeps_what_was_typed_and_says_so(page: str):
    """The typed value stands in the field, marked invalid, with last quarter's beside it."""
    control = re.search(r'<input[^>]*id="f-equipment_original_value"[^>]*>', page)
    assert control is None or 'aria-invalid="true"' in control[0]
    assert re.search(r'value="980.00"[^>]*aria-invalid="true"', page)
    assert "上季度 <b>1,350.00</b> 万元" in page


def test_the_training_bar_stands_on_every_page_of_a_training_service(styleguide: FlaskClient):
    """The bar shows the training clock in Beijing time, on error pages too."""
    for path in ("/", "/error/404", "/error/500"):
        assert "演练环境 · 当前时间 2026-12-28 09:00" in styleguide.get(path).get_data(as_text=True)


@pytest.mark.parametrize(
    "status", [400, 401, 403, 404, 405, 409, 412, 413, 422, 428, 429, 500, 503]
)
def test_an_error_page_says_why_what_next_and_which_request(styleguide: FlaskClient, status: int):
    """Every error page has a title, the reason, a next step and the request id."""
    text = styleguide.get(f"/error/{status}").get_data(as_text=True)
    title, next_step = shell.error_words(status)
    assert f"<h1>{title}</h1>" in text
    assert all(part in text for part in (next_step, "出错的原因。", "9c41d0aa7b3e5f12"))


def test_a_lost_form_says_to_open_the_page_anew():
    """A form from before a new sign-in is not called unreadable."""
    title, next_step = shell.error_words(400, "form_expired")
    assert title == "这一页需要重新打开"
    assert "草稿已自动保存" in next_step


def test_a_page_about_a_fault_of_ours_asks_nobody_who_is_signed_in(styleguide: FlaskClient):
    """With the database away the error page still renders, without account and navigation."""
    assert "退出登录" in styleguide.get("/error/404").get_data(as_text=True)
    assert "退出登录" not in styleguide.get("/error/500").get_data(as_text=True)


def test_every_state_with_a_tone_has_a_word():
    """No colour belongs to a state that has no word, and none to two colours."""
    toned = [state for states in tones._TONES.values() for state in states]
    assert len(toned) == len(set(toned))
    assert {f"state_{state}" for state in toned} <= set(sentences())


def test_every_role_has_a_name():
    """Each role of the permission table is called something."""
    assert {f"role_{role}" for role in Role} <= set(sentences())


def test_navigation_shows_what_the_role_may_open():
    """A link stands only where the permission and the page are both there."""
    app = an_app()
    for _, endpoint, _ in shell.NAVIGATION:
        app.add_url_rule(f"/{endpoint}", endpoint, lambda: "")
    reviewer = Actor("a", "审核员", Role.PROVINCIAL_REVIEWER, authority="330000")
    auditor = Actor("b", "审计员", Role.AUDIT_ADMINISTRATOR)
    with app.test_request_context("/"):
        seen = [link.label for link in shell._navigation(reviewer)]
        assert seen == [
            "首页", "消息", "储备库", "名单调整", "申报审核", "汇总表", "退出建议", "平台移交",
            "填报看板", "填报窗口", "单位账号", "我的账号",
        ]  # fmt: skip
        assert "储备库" not in [link.label for link in shell._navigation(auditor)]
        assert shell._navigation(None) == ()


def test_an_address_changes_one_thing_and_starts_at_the_first_page():
    """Sorting keeps the filters and drops the cursor; None takes a parameter away."""
    with an_app().test_request_context("/list?state=draft&cursor=abc&q=a%26b"):
        assert shell.address(sort="-name") == "/list?state=draft&q=a%26b&sort=-name"
        assert shell.address(cursor="next", q=None) == "/list?state=draft&cursor=next"
        assert shell.address(state=None, q=None) == "/list"


@pytest.mark.parametrize(
    ("moment", "state", "time"),
    [
        (datetime(2026, 12, 23, 9, tzinfo=SHANGHAI), "upcoming", "还有 2 天"),
        (datetime(2026, 12, 24, 23, 59, 59, tzinfo=SHANGHAI), "upcoming", "明天 00:00 开放"),
        (datetime(2026, 12, 25, tzinfo=SHANGHAI), "open", "还剩 4 个工作日 24 小时"),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=SHANGHAI), "last_day", "还剩 1 分钟"),
        (datetime(2027, 1, 1, tzinfo=SHANGHAI), "closed", "已于 12月31日（周四） 24:00 截止"),
    ],
)
def test_the_window_strip_says_where_the_window_stands(moment: datetime, state: str, time: str):
    """Before, in and after the window each moment has its state and its words."""
    notice = window_notice(a_window(), moment)
    assert notice.state == state
    assert time in notice.time


def test_a_provisional_window_says_why_its_dates_may_move():
    """Only a provisional window names the notice that is not yet issued."""
    assert "国务院办公厅" in window_notice(a_window(), AT).provisional
    assert window_notice(a_window(provisional=False), AT).provisional == ""


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_text_has_enough_contrast():
    """Every pair of text and ground reaches 4.5 to 1 (WCAG AA)."""
    css = (Path(shell.__file__).parent / "static/css/site.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css)) | {"white": "#ffffff"}
    grounds = ("white", "ground-soft", "blue-soft", "good-soft", "due-soft", "bad-soft")
    pairs = [(ink, ground) for ink in ("ink", "ink-soft", "blue-bright") for ground in grounds]
    pairs += [
        (tone, ground) for tone in ("good", "due", "bad") for ground in (f"{tone}-soft", "white")
    ]
    for pair in [*pairs, ("blue", "blue-soft"), ("white", "blue")]:
        light, dark = sorted((_luminance(colours[name]) for name in pair), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, pair


def test_a_page_of_flask_security_stands_in_our_frame():
    """A template that extends security/base.html gets our header, its title and its content."""
    source = """{% extends "security/base.html" %}{% set title = "登录" %}
      {% block content %}<p>内容</p>{% endblock %}"""
    with an_app().test_request_context("/"):
        text = render_template_string(source)
    assert "<title>登录 · 国家储备中试平台管理服务</title>" in text
    assert "<p>内容</p>" in text
    assert "跳到正文" in text


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The style guide, served to a browser."""
    server = make_server("127.0.0.1", 0, an_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_a_browser_finds_nothing_to_complain_of(chromium: Browser, address: str, width: int):
    """Under the strict policy nothing is blocked, asked outside, or wider than the screen."""
    complaints: list[str] = []
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda sent: sent.url.startswith(address) or complaints.append(sent.url),
    )
    page.goto(address)
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.get_by_role("button", name="打印回执").is_visible()
    page.goto(f"{address}error/404")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.close()
    assert complaints == []


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/", "首页"),
        ("/platforms", "储备库"),
        ("/platforms/1", "储备库"),
        ("/platforms/1/quarterly-updates/2026Q4", "动态更新"),
        ("/quarterly-updates", "动态更新"),
        ("/help", None),
    ],
)
def test_the_navigation_marks_the_part_that_is_shown(path, marked):
    """A page belongs to its noun before it belongs to the address it lies under."""
    links = (
        Link("首页", "/", "home"),
        Link("动态更新", "/quarterly-updates", "quarterly_updates"),
        Link("储备库", "/platforms", "platforms"),
    )
    app = Flask("navigation")
    for noun, rules in {
        "home": ("/",),
        "quarterly_updates": ("/quarterly-updates", "/platforms/<n>/quarterly-updates/<q>"),
        "platforms": ("/platforms", "/platforms/<n>"),
        "help": ("/help",),
    }.items():
        pages = Blueprint(noun, __name__)
        for rule in rules:
            pages.add_url_rule(rule, rule.replace("/", "_"), lambda **_: "")
        app.register_blueprint(pages)
    with app.test_request_context(path):
        here = shell.link_here(links)
    assert (here.label if here else None) == marked
