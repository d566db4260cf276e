"""What an auditor needs to compute a walk again: files, commands, rules, constants."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields

from geofence.case import Case
from geofence.markup import Markup, both, chapter, element, join
from geofence.rules import Rule
from geofence.words import FIGURES, RULES, Phrase, duration

__all__ = ["Provenance", "checking_chapter"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a page comes from.

    Parameters
    ----------
    commands : tuple of str
        Lines of a shell that compute it again.
    files : tuple of (str, str)
        Name and SHA-256 of every file that was read.

    Examples
    --------
    >>> Provenance().files
    ()
    """

    commands: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()


def checking_chapter(case: Case, provenance: Provenance) -> Markup:
    """Say how the page is computed again, and with which rules and constants.

    Parameters
    ----------
    case : Case
        Settled.
    provenance : Provenance
        Commands and files; may be empty.

    Returns
    -------
    Markup
        A section.

    Examples
    --------
    >>> from geofence.case import case_of
    >>> from geofence.fences import Circle, Site
    >>> from geofence.pings import Pings
    >>> t = [1.7e9 + 60 * k for k in range(31)]
    >>> pings = Pings.of(t, [108.5] * 31, [28.5] * 31, [10] * 31, datum="wgs84")
    >>> case = case_of("yang", pings, [Site("a", Circle(108.5, 28.5, 100.0), "A")])
    >>> "cn-2026.1" in checking_chapter(case, Provenance())
    True
    """
    return chapter(
        "checking",
        "怎样复核",
        "How to check this",
        *_again(provenance),
        *_rules(case),
        *_constants(case),
    )


def _again(provenance: Provenance) -> Iterator[Markup]:
    if provenance.commands:
        yield element(
            "p",
            both(
                "同样的文件总是得到同样的结果。在微光代码目录中运行：",
                "The same files always give the same result. In Weiguang's folder run:",
            ),
        )
        yield element("pre", "\n".join(provenance.commands))
    if provenance.files:
        yield element("p", both("读取的文件及其 SHA-256：", "Files read, and their SHA-256:"))
        yield element("pre", "\n".join(f"{digest}  {name}" for name, digest in provenance.files))


def _rules(case: Case) -> Iterator[Markup]:
    version = element("code", case.rules.version)
    yield element(
        "p",
        both(
            join(["时长规则 ", version, "，依次执行："]),
            join(["Rule set ", version, ", in order:"]),
        ),
    )
    yield element("ol", *(element("li", _rule(rule)) for rule in case.rules.rules))
    yield element("p", both("原文：", "In full:"))
    yield element("pre", case.rules.to_json())


def _rule(rule: Rule) -> Markup:
    name = RULES.get(rule.name, Phrase(rule.name, rule.name))
    figures = [_figure(key, value) for key, value in asdict(rule).items()]
    zh, en = "，".join(each.zh for each in figures), ", ".join(each.en for each in figures)
    return both(f"{name.zh}：{zh}" if zh else name.zh, f"{name.en}: {en}" if en else name.en)


def _figure(key: str, value: str | int) -> Phrase:
    name = FIGURES.get(key, Phrase(key, key))
    amount = Phrase(value, value) if isinstance(value, str) else duration(value)
    return Phrase(f"{name.zh} {amount.zh}", f"{name.en} {amount.en}")


def _constants(case: Case) -> Iterator[Markup]:
    yield element(
        "p",
        both(
            "核算模型的常数（含义见 geofence/model.py）：",
            "Constants of the estimator (explained in geofence/model.py):",
        ),
    )
    lines = (
        element("li", element("code", f"{each.name} = {_value(getattr(case.model, each.name))}"))
        for each in fields(case.model)
    )
    yield element("ul", *lines, class_="constants")


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
