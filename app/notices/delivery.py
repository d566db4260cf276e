"""How this installation sends through WeChat: its templates, the page they lead to, its nights."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask import current_app

from app.core import clock
from app.notices.fitting import kind_of
from app.notices.models import TEMPLATE_LENGTH
from app.notices.speaking import FIELDS, Template
from app.wechat import Template as WeChatTemplate
from config import Settings

_NAMED = re.compile(r"{{(\w+)\.DATA}}")


@dataclass(frozen=True, slots=True)
class Installed:
    """A template of this mini-program: its id, and the names of its fields in our order."""

    template: Template
    id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours, by a clock in China, in which nobody is disturbed; none if both are the same."""

    begin: time
    end: time

    def after(self, now: datetime) -> datetime:
        """Return the first moment from now on that is not quiet.

        >>> night = Quiet(time(22), time(7))
        >>> night.after(datetime.fromisoformat("2026-05-04T23:10:00+08:00")).isoformat()
        '2026-05-05T07:00:00+08:00'
        """
        here = now.astimezone(clock.CHINA)
        if not self._covers(here.time()):
            return now
        end = datetime.combine(here.date(), self.end, clock.CHINA)
        return end if end > here else end + timedelta(days=1)

    def _covers(self, at: time) -> bool:
        if self.begin <= self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the settings say of messages."""

    templates: Mapping[Template, Installed]
    page: str
    quiet: Quiet


def make_delivery(settings: Settings) -> Delivery:
    """Return what these settings say; raise ``ValueError`` on what they cannot mean."""
    templates = parse_templates(settings.wechat_templates)
    return Delivery(templates, settings.wechat_notice_page, parse_quiet(settings.quiet_hours))


def delivery() -> Delivery:
    """Return how this installation sends."""
    found: Delivery = current_app.extensions["notices"]
    return found


def parse_quiet(text: str) -> Quiet:
    """Return the hours in a setting: ``22:00-07:00``; an empty one has none."""
    try:
        begin, end = map(time.fromisoformat, (text or "00:00-00:00").split("-"))
    except ValueError:
        raise ValueError("WEIGUANG_QUIET_HOURS is not HH:MM-HH:MM / 免打扰时段格式有误") from None
    return Quiet(begin, end)


def parse_templates(text: str) -> dict[Template, Installed]:
    """Return the templates in a setting: ``reminder=ID:thing1,time2,thing3 change=ID:…``.

    >>> parse_templates("hours=abc:thing2,number4,thing5")[Template.HOURS].fields
    ('thing2', 'number4', 'thing5')
    """
    found = [_parse_one(each) for each in text.split()]
    for names in ([each.template for each in found], [each.id for each in found]):
        if len(set(names)) < len(names):
            raise _wrong("a template is named twice")
    return {each.template: each for each in found}


def misfits(templates: Mapping[Template, Installed], known: Iterable[WeChatTemplate]) -> list[str]:
    """Return what is wrong with the installed templates, by what WeChat says it has."""
    fields = {each.id: set(_NAMED.findall(each.content)) for each in known}
    return [
        f"{name}: WeChat has no template {each.id}"
        if each.id not in fields
        else f"{name}: the template's fields are {', '.join(sorted(fields[each.id]))}"
        for name, each in templates.items()
        if fields.get(each.id) != set(each.fields)
    ]


def _parse_one(text: str) -> Installed:
    name, _, rest = text.partition("=")
    template_id, _, listed = rest.partition(":")
    fields = tuple(listed.split(","))
    if name not in set(Template) or not 0 < len(template_id) <= TEMPLATE_LENGTH:
        raise _wrong(f"{text!r} is not NAME=ID:FIELD,… with a name of {', '.join(Template)}")
    wanted = FIELDS[Template(name)]
    try:
        kinds = tuple(map(kind_of, fields))
    except ValueError as error:
        raise _wrong(str(error)) from None
    if kinds != wanted or len(set(fields)) < len(fields):
        raise _wrong(f"{name} needs fields of these kinds, in this order: {', '.join(wanted)}")
    return Installed(Template(name), template_id, fields)


def _wrong(what: str) -> ValueError:
    return ValueError(f"WEIGUANG_WECHAT_TEMPLATES: {what} / 消息模板设置有误")
