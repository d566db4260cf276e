"""The WeChat templates that notices fill, and how a kind of notice speaks."""

from dataclasses import dataclass
from enum import StrEnum


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
