"""The intervals and the unverified time of a walk as tables, with their reasons in words."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from geofence.case import Case
from geofence.markup import Markup, both, chapter, element, join
from geofence.timeline import letter
from geofence.verdict import Interval, Unverified
from geofence.words import REASONS, Phrase, duration

__all__ = ["stays_chapter", "unverified_chapter"]

_SIGN: Final = Phrase("编号", "No.")
_FROM: Final = Phrase("到达", "from")
_UNTIL: Final = Phrase("离开", "until")
_LENGTH: Final = Phrase("时长", "length")
_SURE: Final = Phrase("把握", "confidence")
_CHANCE: Final = Phrase("可能性", "probability")
_SITE: Final = Phrase("地点", "site")
_CLASSES: Final = {_SIGN: "sign-cell", _FROM: "edge", _UNTIL: "edge", _LENGTH: "length"}


def stays_chapter(case: Case) -> Markup:
    """List the intervals with the reasons of their edges.

    Parameters
    ----------
    case : Case
        Settled.

    Returns
    -------
    Markup
        A section with a table, or a sentence that there is none.

    Examples
    --------
    >>> from geofence.case import case_of
    >>> from geofence.fences import Circle, Site
    >>> from geofence.pings import Pings
    >>> t = [1.7e9 + 60 * k for k in range(31)]
    >>> pings = Pings.of(t, [108.5] * 31, [28.5] * 31, [10] * 31, datum="wgs84")
    >>> case = case_of("yang", pings, [Site("a", Circle(108.5, 28.5, 100.0), "A")])
    >>> stays_chapter(case).count("<tr")
    3
    """
    if not case.presence.intervals:
        none = both("没有能证明在场的定位。", "No fix shows a presence.")
        return chapter("stays", "在场时段", "Stays", element("p", none))
    rows = [_stay(case, k, stay) for k, stay in enumerate(case.presence.intervals)]
    heads = (_SIGN, _FROM, _UNTIL, _LENGTH, _SURE, _SITE)
    return chapter("stays", "在场时段", "Stays", _table(heads, rows))


def unverified_chapter(case: Case) -> Markup | None:
    """List what is plausible but not shown, and why it does not count.

    Parameters
    ----------
    case : Case
        Settled.

    Returns
    -------
    Markup or None
        A section with a table; None if there is nothing to list.

    Examples
    --------
    >>> from geofence.case import case_of
    >>> from geofence.fences import Circle, Site
    >>> from geofence.pings import Pings
    >>> t = [1.7e9 + 60 * k for k in range(31)]
    >>> pings = Pings.of(t, [108.5] * 31, [28.5] * 31, [10] * 31, datum="wgs84")
    >>> case = case_of("yang", pings, [Site("a", Circle(108.5, 28.5, 100.0), "A")])
    >>> unverified_chapter(case) is None
    True
    """
    if not case.presence.unverified:
        return None
    rows = [_silence(case, k, item) for k, item in enumerate(case.presence.unverified)]
    meaning = both(
        "这些时间可能在场，但没有证据，所以没有计入。协调员可凭点名、口令或证人确认。",
        "A stay is plausible here, but nothing shows it, so it does not count. A coordinator may"
        " confirm it by roll-call, code or witness.",
    )
    table = _table((_SIGN, _FROM, _UNTIL, _LENGTH, _CHANCE), rows)
    return chapter("stays waiting", "待核实", "Unverified", element("p", meaning), table)


def _stay(case: Case, k: int, stay: Interval) -> Markup:
    cells = [
        join([str(k + 1)]),
        _edge(case, stay.start, stay.start_range),
        _edge(case, stay.end, stay.end_range),
        _length(stay),
        join([_percent(stay.confidence)]),
        element("bdi", case.name_of(stay.site_id)),
    ]
    notes = [element("li", both(*REASONS[code])) for code in stay.reasons]
    return _row((_SIGN, _FROM, _UNTIL, _LENGTH, _SURE, _SITE), cells, notes)


def _silence(case: Case, k: int, item: Unverified) -> Markup:
    cells = [
        join([letter(k)]),
        join([_clock(case, item.start)]),
        join([_clock(case, item.end)]),
        _length(item),
        join([_percent(item.confidence)]),
    ]
    notes = [element("li", both(*REASONS[item.reason]))]
    return _row((_SIGN, _FROM, _UNTIL, _LENGTH, _CHANCE), cells, notes)


def _length(span: Interval | Unverified) -> Markup:
    return both(*duration((span.end - span.start) // timedelta(seconds=1)))


def _edge(case: Case, instant: datetime, likely: tuple[datetime, datetime]) -> Markup:
    shown = join([_clock(case, instant)])
    if likely[0] == likely[1]:
        return shown
    low, high = (f"{each.astimezone(case.zone):%H:%M:%S}" for each in likely)
    within = both(f"可能 {low} – {high}", f"{low} – {high}")
    return join([element("span", shown), element("span", within, class_="small range")])


def _clock(case: Case, instant: datetime) -> str:
    local = instant.astimezone(case.zone)
    return f"{local:%m-%d %H:%M:%S}" if case.dated else f"{local:%H:%M:%S}"


def _percent(share: float) -> str:
    """Write a probability; nothing but certainty itself is called certain."""
    return ">\u00a099%" if 0.995 <= share < 1.0 else f"{share * 100:.0f}%"


def _table(heads: Sequence[Phrase], bodies: Sequence[Markup]) -> Markup:
    head = element("tr", *(element("th", both(*each), scope="col") for each in heads))
    return element("table", element("thead", head), *bodies)


def _row(heads: Sequence[Phrase], cells: Sequence[Markup], notes: Sequence[Markup]) -> Markup:
    """Write one entry: a row of figures, and below it in full width what is to be said of it."""
    figures = element("tr", *map(_cell, heads, cells))
    said = element("td", element("ul", *notes), colspan=len(heads), class_="notes")
    return element("tbody", figures, element("tr", said) if notes else None)


def _cell(head: Phrase, content: Markup) -> Markup:
    """Write a cell with its heading before it: on a narrow screen each cell is a line."""
    label = element("span", both(*head), class_="cell")
    return element("td", label, element("div", content), class_=_CLASSES.get(head))
