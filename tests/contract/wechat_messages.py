"""The stub's subscribe messages: templates, one consent for one message, kinds of fields."""

import itertools
import re
from collections import Counter
from dataclasses import dataclass, field

from tests.contract.wechat_answers import OK, error

HOUR = r"([01]?\d|2[0-3]):[0-5]\d"
DAY = r"\d{4}年(0?[1-9]|1[0-2])月(0?[1-9]|[12]\d|3[01])日"
TIME = rf"({DAY} )?{HOUR}"
# What a value may be, by the kind that a field's name begins with.
KINDS = {
    "thing": re.compile(r"[^\r\n]{1,20}"),
    "number": re.compile(r"(?=.{1,32}$)-?\d+(\.\d+)?"),
    "letter": re.compile(r"[A-Za-z]{1,32}"),
    "symbol": re.compile(r"[^\w\s]{1,5}"),
    "character_string": re.compile(r"[\x21-\x7e]{1,32}"),
    "time": re.compile(rf"{TIME}(~{TIME})?"),
    "date": re.compile(rf"{DAY}( {HOUR})?(~{DAY}( {HOUR})?)?"),
    "amount": re.compile(r"[¥$€]?\d{1,10}(\.\d{1,2})?元?"),
    "phone_number": re.compile(r"[\d+\-]{1,17}"),
    "car_number": re.compile(r"[\u4e00-\u9fff]?[A-Z0-9]{1,7}[\u4e00-\u9fff]?"),
    "name": re.compile(r"[\u4e00-\u9fff]{1,10}|[A-Za-z .·]{1,20}"),
    "phrase": re.compile(r"[\u4e00-\u9fff]{1,5}"),
}
NUMBERED = re.compile(r"([a-z_]+?)(\d+)")
# WeChat's library: what a template may be made of.
LIBRARY = {"1001": ["thing", "time", "phrase", "number", "name", "character_string"]}


@dataclass
class Messages:
    """Templates, consents left, and what was sent."""

    templates: dict[str, list[str]] = field(default_factory=dict)  # id → its fields
    titles: dict[str, str] = field(default_factory=dict)
    consents: Counter = field(default_factory=Counter)  # (openid, template) → accepted, not used
    sent: list[dict] = field(default_factory=list)
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))

    def accept(self, openid: str, template_id: str) -> None:
        """The person accepts one message in ``wx.requestSubscribeMessage``."""
        self.consents[openid, template_id] += 1

    def offer(self, *fields: str) -> str:
        """Have a template with these fields; its id."""
        template_id = f"tmpl-{next(self.numbers):038d}"
        self.templates[template_id] = list(fields)
        self.titles[template_id] = "活动提醒"
        return template_id


def send(stub, body):
    """Answer message/subscribe/send."""
    messages, openid, template_id = stub.messages, body.get("touser"), body.get("template_id")
    if openid not in stub.people:
        return error(40003, "invalid openid")
    if template_id not in messages.templates:
        return error(40037, "invalid template_id")
    if (wrong := _misfit(stub, body)) is not None:
        return wrong
    if not messages.consents[openid, template_id]:
        return error(43101, "user refuse to accept the msg")
    messages.consents[openid, template_id] -= 1
    messages.sent.append(body)
    return OK | {"msgid": 2_000_000_000_000_000_000 + next(messages.numbers)}


def _misfit(stub, body):
    path = body.get("page", "").partition("?")[0]
    if path.startswith("/") or (path and path not in stub.pictures.pages):
        return error(41030, "invalid page")
    if body.get("miniprogram_state", "formal") not in {"formal", "trial", "developer"}:
        return error(47001, "data format error")
    if body.get("lang", "zh_CN") not in {"zh_CN", "en_US", "zh_HK", "zh_TW"}:
        return error(47001, "data format error")
    return _bad_value(stub.messages.templates[body["template_id"]], body.get("data"))


def _bad_value(fields, values):
    if not isinstance(values, dict):
        return error(47001, "data format error")
    for name in fields:
        value = values.get(name, {}).get("value", "")
        if value == "":
            return error(47003, f"argument invalid! data.{name}.value is empty")
        kind = NUMBERED.fullmatch(name)[1]
        if not isinstance(value, str) or not KINDS[kind].fullmatch(value):
            return error(47003, f"argument invalid! data.{name}.value invalid")
    return None


def list_templates(stub, _query):
    """Answer newtmpl/gettemplate."""
    return OK | {
        "data": [
            {
                "priTmplId": template_id,
                "title": stub.messages.titles[template_id],
                "content": "".join(f"{name}:{{{{{name}.DATA}}}}\n" for name in fields),
                "example": "",
                "type": 2,
            }
            for template_id, fields in stub.messages.templates.items()
        ]
    }


def add_template(stub, body):
    """Answer newtmpl/addtemplate: two to five keywords of a template in the library."""
    library, chosen = LIBRARY.get(body.get("tid")), body.get("kidList")
    if library is None:
        return error(200011, "invalid tid")
    if not isinstance(chosen, list) or not 2 <= len(chosen) <= 5:
        return error(200020, "invalid kidList")
    if not all(isinstance(k, int) and 1 <= k <= len(library) for k in chosen):
        return error(200020, "invalid kidList")
    if len(body.get("sceneDesc", "")) > 15:
        return error(200021, "invalid sceneDesc")
    fields = [f"{library[k - 1]}{k}" for k in chosen]
    return OK | {"priTmplId": stub.messages.offer(*fields)}


def delete_template(stub, body):
    """Answer newtmpl/deltemplate."""
    if stub.messages.templates.pop(body.get("priTmplId"), None) is None:
        return error(200014, "template not found")
    return OK
