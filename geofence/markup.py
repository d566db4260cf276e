"""HTML and SVG as text: every word and every attribute is escaped unless it is markup already."""

import html
import math
import re
from collections.abc import Iterable
from typing import Final

__all__ = ["Markup", "both", "chapter", "element", "join", "number", "title"]

# No text may hold these: they break XML and UTF-8, or turn the reading direction of what follows.
_UNFIT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_VOID: Final = frozenset({"br", "circle", "input", "line", "link", "meta", "path", "rect", "use"})


class Markup(str):
    """Text that is markup already; made by `element` and `join` alone.

    Examples
    --------
    >>> Markup("<br>")
    '<br>'
    """

    __slots__ = ()


def element(name: str, *children: str | None, **attributes: str | float | bool | None) -> Markup:
    """Write one element.

    Parameters
    ----------
    name : str
        Of the element.
    *children : str or None
        Markup as it stands, other text escaped, None left out.
    **attributes : str, float, bool or None
        A trailing underscore is dropped, others become hyphens; numbers are written short; True
        is an attribute without a value; None and False are left out.

    Returns
    -------
    Markup

    Examples
    --------
    >>> element("b", "a < b", class_="x", data_n=1.50)
    '<b class="x" data-n="1.5">a &lt; b</b>'
    """
    words = [name, *(_attribute(key, value) for key, value in attributes.items())]
    opening = " ".join(word for word in words if word)
    if name in _VOID and not children:
        return Markup(
            f"<{opening}>" if name in {"br", "input", "link", "meta"} else f"<{opening}/>"
        )
    return Markup(f"<{opening}>{join(children)}</{name}>")


def join(parts: Iterable[str | None], between: str = "") -> Markup:
    """Put pieces one after the other.

    Parameters
    ----------
    parts : iterable of str or None
        Markup as it stands, other text escaped, None left out.
    between : str
        Markup that stands between them.

    Returns
    -------
    Markup

    Examples
    --------
    >>> join(["a&b", None, element("br")])
    'a&amp;b<br>'
    """
    return Markup(between.join(_escaped(part) for part in parts if part is not None))


def both(zh: str, en: str, name: str = "span") -> Markup:
    """Say something in both languages; the style sheet shows one or both.

    Parameters
    ----------
    zh, en : str
        Text or markup.
    name : str
        Of the element round each.

    Returns
    -------
    Markup

    Examples
    --------
    >>> both("在场", "present")
    '<span class="zh" lang="zh-CN">在场</span><span class="en" lang="en">present</span>'
    """
    return join(
        [element(name, zh, class_="zh", lang="zh-CN"), element(name, en, class_="en", lang="en")]
    )


def chapter(name: str, zh: str, en: str, *children: str | None) -> Markup:
    """Write a part of a page with its heading.

    Parameters
    ----------
    name : str
        Its class.
    zh, en : str
        The heading.
    *children : str or None
        What stands below; None is left out.

    Returns
    -------
    Markup

    Examples
    --------
    >>> chapter("sum", "合计", "Sum", "3 h").startswith('<section class="sum"><h2>')
    True
    """
    return element("section", element("h2", both(zh, en)), *children, class_=name)


def title(*parts: str) -> Markup:
    """Write the words that show when a mark of a drawing is pointed at.

    Parameters
    ----------
    *parts : str
        Set apart by middle dots; empty ones are left out.

    Returns
    -------
    Markup

    Examples
    --------
    >>> title("09:00", "", "12 m")
    '<title>09:00 · 12 m</title>'
    """
    return element("title", " · ".join(part for part in parts if part))


def number(value: float) -> str:
    """Write a number of a drawing: one decimal, no more digits than it takes.

    Parameters
    ----------
    value : float
        Finite.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If it is not finite: a drawing must not be broken in silence.

    Examples
    --------
    >>> number(12.04), number(-0.01), number(3.16)
    ('12', '0', '3.2')
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be drawn")
    short = f"{value:.1f}".removesuffix(".0")
    return "0" if short == "-0" else short


def _attribute(key: str, value: str | float | bool | None) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    if value is True:
        return name
    return f'{name}="{_escaped(value if isinstance(value, str) else number(value))}"'


def _escaped(text: str) -> str:
    return text if isinstance(text, Markup) else html.escape(_UNFIT.sub("\ufffd", text))
