"""From the rows of a workbook to what is to be written; every cell that cannot be is named."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from app.core import limits
from app.core.errors import InvalidError
from app.imports.sheets import BadCell, Row, read
from app.orgs.models import DEPTH, OrganisationKind
from app.venues import opening

TREE, VENUES, PEOPLE = "组织", "阵地", "志愿者"
COLUMNS = {
    TREE: ("名称", "类型", "上级", "驻地"),
    VENUES: ("组织", "经度", "纬度", "坐标系", "地址", "联系人", "联系电话", "开放时间"),
    PEOPLE: ("姓名", "手机号", "队伍"),
}
KINDS = {
    "中心": OrganisationKind.CENTRE,
    "所": OrganisationKind.INSTITUTE,
    "站": OrganisationKind.STATION,
    "点": OrganisationKind.POINT,
    "基地": OrganisationKind.BASE,
    "驿站": OrganisationKind.POST_HOUSE,
    "总队": OrganisationKind.CORPS,
    "支队": OrganisationKind.DETACHMENT,
    "小队": OrganisationKind.SQUAD,
}
DATUMS = {"WGS-84": "wgs84", "GCJ-02": "gcj02", "BD-09": "bd09"}
_PHONE = re.compile(r"1[3-9]\d{9}")
_HOURS = re.compile(r"([1-7])(?:-([1-7]))? ((?:\d{2}:\d{2}-\d{2}:\d{2} ?)+)")
Step = tuple[str, dict[str, Any]]  # what to write: "tree", "venue" or "person", and its values


@dataclass
class Plan:
    """What is to be written, in order, or what is wrong."""

    steps: list[Step] = field(default_factory=list)
    bad: list[BadCell] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Spot:
    """What there is under a name: of what kind, how deep in its tree, and whether it is usable."""

    kind: OrganisationKind
    levels: int
    closed: bool = False
    shared: bool = False  # several have this name


@dataclass
class Known:
    """The places and teams that there are, by their names from the top: "东镇/东村"."""

    top: str  # its name, which stands before theirs or not
    places: dict[str, Spot]
    teams: dict[str, Spot]


def plan(content: bytes, known: Known) -> Plan:
    """Return what a workbook asks for, given what is there already."""
    tables, bad = read(content, COLUMNS)
    made = Plan(bad=bad)
    for sheet, reader in _READERS.items():
        seen: dict[str, str] = {}
        for row in tables[sheet]:
            found = Cells(row)
            step = reader(found, known, seen)
            made.bad += found.bad
            if not found.bad:
                made.steps.append(step)
    if not made.bad and not made.steps:
        made.bad.append(BadCell(TREE, "A2", "没有可导入的内容", "there is nothing to import"))
    return made


class Cells:
    """The cells of a row, read one by one; what is wrong with them is noted."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.bad: list[BadCell] = []

    def refuse(self, column: str, zh: str, en: str) -> None:
        """Note what is wrong with a cell."""
        self.bad.append(self.row.bad(column, zh, en))

    def text(self, column: str, most: int, *, needed: bool = False) -> str:
        """Return a text of at most so many characters."""
        value = self.row.values[column]
        if needed and not value:
            self.refuse(column, "必填", "must be filled in")
        if len(value) > most:
            self.refuse(column, f"最多 {most} 个字", f"at most {most} characters")
        if any(unicodedata.category(each) in {"Cc", "Cs"} for each in value):
            self.refuse(column, "含有控制字符", "contains control characters")
        return value

    def choice(self, column: str, choices: dict[str, Any]) -> Any:
        """Return what one of some words stands for."""
        value = self.row.values[column]
        if value not in choices:
            words = "、".join(choices)
            self.refuse(column, f"须为：{words}", f"one of {', '.join(choices)}")
        return choices.get(value)

    def number(self, column: str, least: float, most: float) -> float:
        """Return a number between two others."""
        try:
            value = float(self.row.values[column])
        except ValueError:
            value = float("nan")
        if not least <= value <= most:
            self.refuse(column, f"须为 {least} 到 {most} 的数", f"a number from {least} to {most}")
            return 0.0
        return value

    def path(self, column: str, known: dict[str, Spot], top: str, *, needed: bool = False) -> str:
        """Return the names that lead to an organisation, which must be there, open and alone."""
        value = "/".join(part.strip() for part in self.row.values[column].split("/"))
        value = value if value in known else value.removeprefix(f"{top}/")
        found = known.get(value)
        if value and found is None:
            self.refuse(column, "没有这个组织（下级写作“上级/下级”，须写在前面）", "no such place")
        elif found is not None and found.closed:
            self.refuse(column, "该组织已停用", "this organisation is closed")
        elif found is not None and found.shared:
            zh = "有几个同名组织，请导入到它所在的阵地之下"
            self.refuse(column, zh, "several have this name; import into the place of the one")
        if needed and not value:
            self.refuse(column, "必填", "must be filled in")
        return value

    def once(self, column: str, key: str, seen: dict[str, str]) -> None:
        """Note that something is there twice."""
        here = f"{self.row.letters[column]}{self.row.number}"
        if seen.setdefault(key, here) != here:
            self.refuse(column, f"与 {seen[key]} 重复", f"the same as in {seen[key]}")


def _tree(cells: Cells, known: Known, seen: dict[str, str]) -> Step:
    name = cells.text("名称", limits.NAME_LENGTH, needed=True)
    if "/" in name:
        cells.refuse("名称", "不能含“/”", "must not contain /")
    kind = cells.choice("类型", KINDS)
    is_team = kind is not None and kind.is_team
    names = known.teams if is_team else known.places
    parent = cells.path("上级", names, known.top)
    above = known.places[known.top] if not is_team and not parent else names.get(parent)
    parent = "" if parent == known.top and not is_team else parent
    place = cells.path("驻地", known.places, known.top)
    if place and not is_team:
        cells.refuse("驻地", "只有队伍填写驻地", "only a team serves at a place")
    path = f"{parent}/{name}" if parent else name
    cells.once("名称", f"{is_team} {path}", seen)
    spot = Spot(kind, above.levels + 1 if above else 1) if not cells.bad else None
    if spot is not None and path not in names:
        _require_room(cells, spot, above)
        names[path] = spot
    return "tree", {"name": name, "kind": kind, "parent": parent, "place": place}


def _require_room(cells: Cells, spot: Spot, above: Spot | None) -> None:
    """Note what would keep an organisation from being made where it is to stand."""
    if not spot.kind.fits(above.kind if above else None):
        zh = "总队、支队、小队依次隶属，同级或更高的不能在下"
        cells.refuse("上级", zh, "a squad stands below a detachment or corps, no other way round")
    if spot.levels > DEPTH:
        cells.refuse("上级", f"组织最多 {DEPTH} 级", f"the tree may have {DEPTH} levels")


def _venue(cells: Cells, known: Known, seen: dict[str, str]) -> Step:
    place = cells.path("组织", known.places, known.top, needed=True)
    cells.once("组织", place, seen)
    name, phone = cells.text("联系人", limits.NAME_LENGTH), cells.text("联系电话", 20)
    if bool(name) != bool(phone) or (phone and not re.fullmatch(r"[0-9+\-]{5,20}", phone)):
        cells.refuse("联系电话", "联系人与电话须同时填写，电话为数字", "name and phone go together")
    return "venue", {
        "place": place,
        "longitude": cells.number("经度", -180, 180),
        "latitude": cells.number("纬度", -85, 85),
        "datum": cells.choice("坐标系", DATUMS),
        "address": cells.text("地址", limits.ADDRESS_LENGTH),
        "contact": {"name": name, "phone": phone} if name else None,
        "weekly": list(_weekly(cells)),
    }


def _weekly(cells: Cells) -> Iterator[dict[str, Any]]:
    """Yield the spans in "1-5 08:30-12:00 14:00-17:30; 6 09:00-12:00"."""
    text = cells.text("开放时间", 300).replace("；", ";").replace("：", ":")
    parts = [part.strip() for part in text.split(";") if part.strip()]
    found = [_HOURS.fullmatch(f"{part} ".replace("  ", " ")) for part in parts]
    spans: list[dict[str, Any]] = [
        {"weekday": day, "opens": span[:5], "closes": span[6:]}
        for match in found
        if match
        for day in range(int(match[1]), int(match[2] or match[1]) + 1)
        for span in match[3].split()
    ]
    try:
        opening.require_sound(spans, [])
        sound = all(found) and all(span["closes"] <= "24:00" for span in spans)
    except InvalidError:
        sound = False
    if not sound:
        cells.refuse(
            "开放时间",
            "写作“1-5 08:30-12:00 14:00-17:30; 6 09:00-12:00”，时段不重叠",
            "write it as 1-5 08:30-12:00 14:00-17:30; 6 09:00-12:00, without overlaps",
        )
    yield from spans


def _person(cells: Cells, known: Known, seen: dict[str, str]) -> Step:
    name = cells.text("姓名", limits.NAME_LENGTH, needed=True)
    phone = cells.row.values["手机号"].replace(" ", "").replace("-", "").removeprefix("+86")
    if not _PHONE.fullmatch(phone):
        cells.refuse("手机号", "须为 11 位手机号", "a mobile number of 11 digits")
    team = cells.path("队伍", known.teams, known.top)
    cells.once("手机号", f"{phone} {team}", seen)
    return "person", {"name": name, "phone": f"+86{phone}", "team": team}


_READERS: dict[str, Callable[[Cells, Known, dict[str, str]], Step]] = {
    TREE: _tree,
    VENUES: _venue,
    PEOPLE: _person,
}
