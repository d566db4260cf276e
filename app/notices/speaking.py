"""How notices speak: words with their values, in both languages, and what fills a template."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.core import clock
from app.notices.fitting import moment

Values = Mapping[str, str]


class Template(StrEnum):
    """What is asked of WeChat's library: each is one consent, and its fields have these kinds."""

    REMINDER = "reminder"  # thing, time, thing: what, when, where
    CHANGE = "change"  # thing, phrase, thing: what, what became of it, why
    RESULT = "result"  # thing, phrase, thing: what was asked, the answer, why
    HOURS = "hours"  # thing, number, thing: for what, hours, what to do


FIELDS = {
    Template.REMINDER: ("thing", "time", "thing"),
    Template.CHANGE: ("thing", "phrase", "thing"),
    Template.RESULT: ("thing", "phrase", "thing"),
    Template.HOURS: ("thing", "number", "thing"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """How a kind of notice speaks."""

    zh_title: str
    zh: str
    en_title: str
    en: str
    needs: tuple[str, ...]  # names of the values that it must be given
    template: Template | None = None
    fields: tuple[str, ...] = ()  # what goes into the template's fields, in their order
    urgent: bool = False  # goes out at night too


def chinese(words: str, values: Values) -> str:
    """Return words with their values, times as they are read in China."""
    return words.format_map({name: _shown(name, value) for name, value in values.items()})


def english(words: str, values: Values) -> str:
    """Return words with their values, times in English (China Standard Time)."""
    return words.format_map({name: _shown_en(name, value) for name, value in values.items()})


def _shown(name: str, value: str) -> str:
    return moment(value) if name.endswith("_at") else value


def _shown_en(name: str, value: str) -> str:
    if not name.endswith("_at"):
        return value
    at = datetime.fromisoformat(value).astimezone(clock.CHINA)
    return f"{at.day} {at:%B %Y}, {at:%H:%M}"
