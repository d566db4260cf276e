"""One page that explains a settled walk to a volunteer, a coordinator and an auditor."""

import base64
import hashlib
from typing import Final

from geofence.case import Case
from geofence.chapters import answer, remarks_chapter, sum_chapter
from geofence.checking import Provenance, checking_chapter
from geofence.markup import Markup, both, element, join
from geofence.plates import map_chapter, time_chapter
from geofence.stays import stays_chapter, unverified_chapter
from geofence.stylesheet import DRAWING_CSS, PAGE_CSS, SCRIPT

__all__ = ["explain"]

_LANGUAGES: Final = (("show-zh", "中文"), ("show-en", "English"), ("show-both", "中英 both"))


def explain(case: Case, provenance: Provenance | None = None) -> str:
    """Write the page.

    It asks for nothing from anywhere: style, script and drawings are part of it, and its content
    security policy forbids the rest. Without scripts nothing is lost but the reading by finger.

    Parameters
    ----------
    case : Case
        Settled.
    provenance : Provenance, optional
        How to compute it again.

    Returns
    -------
    str
        HTML; equal cases give equal text.

    Examples
    --------
    >>> from geofence.case import case_of
    >>> from geofence.fences import Circle, Site
    >>> from geofence.pings import Pings
    >>> t = [1.7e9 + 60 * k for k in range(31)]
    >>> pings = Pings.of(t, [108.5] * 31, [28.5] * 31, [10] * 31, datum="wgs84")
    >>> case = case_of("yang", pings, [Site("a", Circle(108.5, 28.5, 100.0), "A")])
    >>> explain(case).startswith("<!DOCTYPE html>")
    True
    """
    css = Markup(f"\n{DRAWING_CSS}{PAGE_CSS}")
    script = Markup(f"\n{SCRIPT}")
    policy = (
        f"default-src 'none'; style-src {_hash(css)}; script-src {_hash(script)}; img-src data:"
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        element("link", rel="icon", href="data:,"),
        element("title", f"考勤说明 · {case.trace_id}"),
        element("style", css),
    )
    body = element(
        "body", *_languages(), _main(case, provenance or Provenance()), element("script", script)
    )
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='zh-CN')}\n"


def _main(case: Case, provenance: Provenance) -> Markup:
    parts = [
        answer(case),
        sum_chapter(case),
        map_chapter(case),
        time_chapter(case),
        stays_chapter(case),
        unverified_chapter(case),
        remarks_chapter(case),
        checking_chapter(case, provenance),
        element("footer", _footer()),
    ]
    return element("main", join(parts, "\n"))


def _languages() -> list[Markup]:
    """Write the choice of language: radio buttons that the style sheet obeys, without a script."""
    choices = [
        element("input", type_="radio", name_="language", id_=key, class_="choice", checked=k == 0)
        for k, (key, _) in enumerate(_LANGUAGES)
    ]
    labels = [element("label", words, for_=key) for key, words in _LANGUAGES]
    return [*choices, element("nav", *labels, aria_label="语言 Language")]


def _footer() -> Markup:
    return both(
        "本页不联网，可以保存、打印和转发。位置属于个人信息，请只交给需要的人。",
        "This page needs no network; it may be kept, printed and passed on. It shows where a"
        " person was: give it only to those who need it.",
    )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
