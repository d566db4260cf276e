"""The drawings of a walk as parts of a page, each with its legend and what it leaves out."""

from collections.abc import Iterable, Sequence
from typing import Final

from geofence.case import Case
from geofence.figure import Drawing, walk_map
from geofence.frame import details
from geofence.markup import Markup, both, chapter, element, join
from geofence.timeline import timeline
from geofence.words import EVIDENCE, Phrase

__all__ = ["map_chapter", "time_chapter"]

_CROSS: Final = "M14,6l12,12m0,-12l-12,12"
_ARROW: Final = "M30,12L11,3L11,21Z"


def map_chapter(case: Case) -> Markup:
    """Show where the walk went.

    Parameters
    ----------
    case : Case
        Settled.

    Returns
    -------
    Markup
        A section with the map.

    Examples
    --------
    >>> from geofence.case import case_of
    >>> from geofence.fences import Circle, Site
    >>> from geofence.pings import Pings
    >>> t = [1.7e9 + 60 * k for k in range(31)]
    >>> pings = Pings.of(t, [108.5] * 31, [28.5] * 31, [10] * 31, datum="wgs84")
    >>> case = case_of("yang", pings, [Site("a", Circle(108.5, 28.5, 100.0), "A")])
    >>> map_chapter(case).count("<figure>")
    1
    """
    whole = walk_map(case.walk, case.sites, case.zone)
    return chapter(
        "map",
        "走过的路",
        "The walk",
        _figure(whole, _map_keys(whole)),
        *(_detail(case, k) for k in details(case.walk, case.sites)),
    )


def time_chapter(case: Case) -> Markup:
    """Show how sure the presence was from ping to ping.

    Parameters
    ----------
    case : Case
        Settled.

    Returns
    -------
    Markup
        A section with the chart.

    Examples
    --------
    >>> from geofence.case import case_of
    >>> from geofence.fences import Circle, Site
    >>> from geofence.pings import Pings
    >>> t = [1.7e9 + 60 * k for k in range(31)]
    >>> pings = Pings.of(t, [108.5] * 31, [28.5] * 31, [10] * 31, datum="wgs84")
    >>> case = case_of("yang", pings, [Site("a", Circle(108.5, 28.5, 100.0), "A")])
    >>> time_chapter(case).count("<figure>")
    1
    """
    spans = case.worth.spans if case.worth.credited else ()
    drawing = timeline(case.walk, case.presence, case.slots, spans, case.evidence, case.zone)
    meaning = both(
        "曲线越高，人在围栏内的可能性越大。",
        "The higher the line, the more probable it is that the person was inside the fence.",
    )
    return chapter(
        "time",
        "什么时候在场",
        "Presence over time",
        element("p", meaning),
        _figure(drawing, _time_keys(drawing)),
        _evidence(case),
    )


def _evidence(case: Case) -> Markup | None:
    """List what besides pings shows a presence."""
    if not case.evidence:
        return None
    times = [f"{item.t.astimezone(case.zone):%m-%d %H:%M:%S}" for item in case.evidence]
    kinds = [EVIDENCE[item.kind] for item in case.evidence]
    lines = (
        element("li", both(f"{kind.zh} {time}", f"{kind.en} {time}"))
        for kind, time in zip(kinds, times, strict=True)
    )
    heading = element("h3", both("凭证", "Evidence"))
    return join([heading, element("ul", *lines)])


def _detail(case: Case, k: int) -> Markup:
    site = case.sites[k]
    drawing = walk_map(case.walk, case.sites, case.zone, k)
    heading = element("h3", element("bdi", site.name or site.site_id))
    return join([heading, _figure(drawing)])


def _figure(drawing: Drawing, keys: Sequence[Markup] = ()) -> Markup:
    hint = both("指向或点按图上的标记可看详情", "Point at or tap a mark to read it")
    legend = element("ul", *keys, class_="legend") if keys else None
    caption = element("figcaption", legend, _left_out(drawing))
    return element("figure", drawing.svg, element("output", hint if keys else ""), caption)


def _left_out(drawing: Drawing) -> Markup:
    inside = drawing.total - drawing.beyond
    zh, en = f"共 {drawing.total} 个定位点。", f"{drawing.total} pings in all."
    if drawing.beyond:
        zh += f"{drawing.beyond} 个在图外，以边上的箭头表示。"
        en += f" {drawing.beyond} are off the picture, told by arrows at its border."
    if drawing.shown < inside:
        zh += f"为看得清，图内 {inside} 个只画 {drawing.shown} 个；计算用了全部。"
        en += f" Of the {inside} on it {drawing.shown} are drawn; all were used to compute."
    return element("p", both(zh, en), class_="small")


def _map_keys(drawing: Drawing) -> list[Markup]:
    keys = (
        ("ping p3", _dot("ping p3"), Phrase("在内，可能性 ≥ 90%", "inside, P ≥ 90%")),
        ("ping p2", _dot("ping p2"), Phrase("多半在内，≥ 50%", "likely inside, ≥ 50%")),
        ("ping p1", _dot("ping p1"), Phrase("多半在外，≥ 10%", "likely outside, ≥ 10%")),
        ("ping p0", _dot("ping p0"), Phrase("在外，< 10%", "outside, < 10%")),
        ("ping stray", _line("ping stray", _CROSS), Phrase("跳点，已忽略", "stray, ignored")),
        ("doubt", _dot("doubt p3", 9.0), Phrase("手机报告的误差范围", "accuracy as reported")),
        ("fence", _line("fence", "M3,3h34v18h-34Z"), Phrase("电子围栏", "fence")),
        ("leap", _line("leap", "M2,12h36"), Phrase("长时间无定位", "long silence")),
        ("beyond", _line("beyond", _ARROW), Phrase("图外的定位点", "pings off the map")),
    )
    return _keys("walk-map", drawing, keys)


def _time_keys(drawing: Drawing) -> list[Markup]:
    keys = (
        ("stay", _bar("stay"), Phrase("在场时段", "stay")),
        ("unverified", _bar("unverified"), Phrase("待核实，未计入", "unverified, not counted")),
        ("credited", _bar("credited"), Phrase("计入的时间", "time counted")),
        ("slot", _line("slot", "M3,20V6H37V20"), Phrase("活动时段", "slot")),
        (
            "whisker",
            _line("whisker", "M5,4v16m0,-8H35m0,-8v16"),
            Phrase("到达、离开的可能范围", "range of arrival or departure"),
        ),
        (
            "evidence",
            _line("evidence", "M14,22V3l12,5l-12,5"),
            Phrase("签到、点名等凭证", "check-in, roll-call or code"),
        ),
        ("rug", _line("rug", "M8,6v12M14,6v12M17,6v12M30,6v12"), Phrase("每次定位", "each ping")),
        ("elsewhen", _line("elsewhen", _ARROW), Phrase("图外的定位点", "pings off the chart")),
    )
    return _keys("walk-time", drawing, keys)


def _keys(
    family: str, drawing: Drawing, keys: Iterable[tuple[str, Markup, Phrase]]
) -> list[Markup]:
    """Explain the marks that the drawing holds, and no others."""
    return [
        _key(family, mark, words) for name, mark, words in keys if f'class="{name}' in drawing.svg
    ]


def _key(family: str, mark: Markup, words: Phrase) -> Markup:
    swatch = element("svg", mark, class_=family, viewBox="0 0 40 24", aria_hidden="true")
    return element("li", swatch, element("span", both(*words)))


def _bar(name: str) -> Markup:
    fill = "url(#walk-hatch)" if name == "unverified" else None
    return element("rect", class_=name, fill=fill, x=2, y=4, width=36, height=16)


def _dot(name: str, radius: float = 6.0) -> Markup:
    return element("circle", class_=name, cx=20, cy=12, r=radius)


def _line(name: str, d: str) -> Markup:
    return element("path", class_=name, d=d)
