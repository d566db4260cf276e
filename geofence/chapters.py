"""The parts of the page that explains a walk which are words: the answer, the sum, the remarks."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from geofence.case import Case
from geofence.intervals import total
from geofence.markup import Markup, both, chapter, element, join
from geofence.rules import SlotWindow
from geofence.words import REASONS, RULES, Phrase, day, duration, zone_name

__all__ = ["answer", "remarks_chapter", "sum_chapter"]

_NAMED: Final = 4  # sites that the heading names


def answer(case: Case) -> Markup:
    """Say whose walk it is, when it was, what counts, and what does not and why.

    Parameters
    ----------
    case : Case
        Settled.

    Returns
    -------
    Markup
        A header element.

    Examples
    --------
    >>> from geofence.case import case_of
    >>> from geofence.fences import Circle, Site
    >>> from geofence.pings import Pings
    >>> t = [1.7e9 + 60 * k for k in range(31)]
    >>> pings = Pings.of(t, [108.5] * 31, [28.5] * 31, [10] * 31, datum="wgs84")
    >>> case = case_of("yang", pings, [Site("a", Circle(108.5, 28.5, 100.0), "A")])
    >>> "<h1>" in answer(case)
    True
    """
    credited = _seconds(case.worth.credited)
    total_line = element(
        "p",
        both("计入服务时长", "Service time counted"),
        element("strong", both(*duration(credited))),
        class_="total",
        data_seconds=str(credited),
    )
    lines = (element("li", line) for line in _reckoning(case))
    return element(
        "header",
        element("p", both("微光 · 考勤说明", "Weiguang · attendance explained"), class_="brand"),
        element("h1", element("bdi", case.trace_id)),
        element("p", _when(case), element("br"), _where(case), class_="when"),
        element(
            "section",
            total_line,
            element("ul", *lines),
            class_="answer" if credited else "answer none",
        ),
    )


def sum_chapter(case: Case) -> Markup:
    """Show line by line how the time present becomes the time counted.

    Parameters
    ----------
    case : Case
        Settled.

    Returns
    -------
    Markup
        A section; its rows bear their seconds, and the last is the sum of the others.

    Examples
    --------
    >>> from geofence.case import case_of
    >>> from geofence.fences import Circle, Site
    >>> from geofence.pings import Pings
    >>> t = [1.7e9 + 60 * k for k in range(31)]
    >>> pings = Pings.of(t, [108.5] * 31, [28.5] * 31, [10] * 31, datum="wgs84")
    >>> case = case_of("yang", pings, [Site("a", Circle(108.5, 28.5, 100.0), "A")])
    >>> sum_chapter(case).count("data-seconds")
    2
    """
    worth = case.worth
    rows = [_amount(both("在场", "present"), _seconds(worth.present), "present")]
    for cut in worth.cuts:
        rule = RULES.get(cut.rule, Phrase(cut.rule, cut.rule))
        small = element("span", both(f"规则：{rule.zh}", f"rule: {rule.en}"), class_="small")
        why = join([both(*REASONS[cut.reason_code]), element("br"), small])
        rows.append(_amount(why, cut.seconds, "cut"))
    rows.append(_amount(both("计入", "counted"), _seconds(worth.credited), "result"))
    return chapter(
        "sum",
        "时长怎么算",
        "How the time adds up",
        element("table", element("tbody", *rows)),
        *(element("p", line, class_="small") for line in _beside(case)),
    )


def remarks_chapter(case: Case) -> Markup:
    """Say what a person should look at.

    Parameters
    ----------
    case : Case
        Settled.

    Returns
    -------
    Markup
        A section with a list, or a sentence that there is nothing.

    Examples
    --------
    >>> from geofence.case import case_of
    >>> from geofence.fences import Circle, Site
    >>> from geofence.pings import Pings
    >>> t = [1.7e9 + 60 * k for k in range(31)]
    >>> pings = Pings.of(t, [108.5] * 31, [28.5] * 31, [10] * 31, datum="wgs84")
    >>> case = case_of("yang", pings, [Site("a", Circle(108.5, 28.5, 100.0), "A")])
    >>> "Nothing stands out" in remarks_chapter(case)
    True
    """
    lines = [
        element("li", both(f"{signal.zh}。", f"{signal.en}."), element("br"), _meaning(signal.code))
        for signal in case.presence.signals
    ]
    shown = (
        element("ul", *lines, class_="signals")
        if lines
        else element("p", both("没有需要留意的情况。", "Nothing stands out."))
    )
    return chapter("remarks", "需要留意", "Worth a look", shown)


def _meaning(code: str) -> Markup | None:
    found = next((words for reason, words in REASONS.items() if reason == code), None)
    return element("span", both(*found), class_="small") if found else None


def _when(case: Case) -> Markup:
    ends = case.instants()
    if not ends:
        return both("没有可用的定位点", "There is no usable ping")
    local, until = (instant.astimezone(case.zone) for instant in ends)
    days, zone = [day(instant, case.zone) for instant in ends], zone_name(local, case.zone)
    if case.dated:
        return both(
            f"{days[0].zh} – {days[1].zh}（{zone}）", f"{days[0].en} – {days[1].en} ({zone})"
        )
    times = f"{local:%H:%M} – {until:%H:%M}"
    return both(f"{days[0].zh} {times}（{zone}）", f"{days[0].en}, {times} ({zone})")


def _where(case: Case) -> Markup:
    """Name the sites of the stays, or those that were to be visited."""
    found = dict.fromkeys(each.site_id for each in case.presence.intervals)
    names = [element("bdi", case.name_of(key)) for key in found or _ids(case)]
    more = Phrase(f" 等 {len(names)} 处", f" and {len(names) - _NAMED} more")
    zh, en = (join([join(names[:_NAMED], comma)]) for comma in ("、", ", "))
    if len(names) > _NAMED:
        zh, en = join([zh, more.zh]), join([en, more.en])
    return both(join(["地点：", zh]), join(["Site: ", en]))


def _ids(case: Case) -> list[str]:
    return [site.site_id for site in case.sites]


def _reckoning(case: Case) -> Iterator[Markup]:
    """Yield what was present, what was taken off or added, and what waits for a person."""
    present = duration(_seconds(case.worth.present))
    if case.presence.intervals:
        yield both(f"在场 {present.zh}", f"present {present.en}")
    else:
        yield both(
            "定位不能证明到过活动地点；若确实到场，请联系协调员",
            "no fix shows a presence at the site; if you were there, ask the coordinator",
        )
    for cut in case.worth.cuts:
        yield both(cut.zh, cut.en)
    if case.presence.unverified:
        waiting = duration(_seconds(total(item.span for item in case.presence.unverified)))
        yield both(
            f"待核实 {waiting.zh}：没有定位，不自动计入，可请协调员确认",
            f"{waiting.en} unverified: no fixes, not counted unless a coordinator confirms it",
        )


def _beside(case: Case) -> Iterator[Markup]:
    """Yield what stands beside the sum and changes nothing in it."""
    for flag in case.worth.flags:
        length = duration(flag.seconds)
        who = Phrase("县级", "the county")
        if flag.level == "organisation":
            who = Phrase("组织", "the organisation")
        yield both(
            f"{flag.day} 计入 {length.zh}，时间较长，须由{who.zh}审核。",
            f"{flag.day}: {length.en} is long and is reviewed by {who.en}.",
        )
    if case.slots:
        yield from _grace(case)
    if not case.slots:
        yield both(
            "没有给出活动时段，所有在场时间都参与计算。",
            "No slot was given: every moment present takes part.",
        )


def _grace(case: Case) -> Iterator[Markup]:
    """Yield how much time round the slots takes part as well, if any does."""
    window = next((r for r in case.rules.rules if isinstance(r, SlotWindow)), SlotWindow(0, 0))
    early, late = duration(window.early_s), duration(window.late_s)
    if window.early_s:
        yield both(
            f"活动开始前 {early.zh}以内的在场时间也参与计算。",
            f"Up to {early.en} before the slot takes part as well.",
        )
    if window.late_s:
        yield both(
            f"活动结束后 {late.zh}以内的在场时间也参与计算。",
            f"Up to {late.en} after the slot takes part as well.",
        )


def _amount(label: Markup, seconds: int, name: str) -> Markup:
    sign = "" if name != "cut" else "− " if seconds < 0 else "+ "
    return element(
        "tr",
        element("th", label, scope="row"),
        element("td", sign, both(*duration(seconds)), class_="amount"),
        class_=name,
        data_seconds=str(seconds),
    )


def _seconds(length: timedelta) -> int:
    return length // timedelta(seconds=1)
