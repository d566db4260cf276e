"""What the engine made of the walks, beside the truth."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

COUNTY = ZoneInfo("Asia/Shanghai")
LEFT = ("志愿者\nvolunteer", "地点\nsite", "坐标系\ndatum", "到\nin", "离\nout")
RIGHT = ("计入\ncredited", "证实\nvouched", "合计\ntotal", "真值\ntruth", "差\ndiff")


def print_report(console: Console, rows: list[dict[str, Any]]) -> None:
    """Print the table and the mean difference to the truth."""
    table = Table(title="时长核算 · hours, in minutes", title_justify="left")
    for name in LEFT:
        table.add_column(name, no_wrap=True)
    for name in RIGHT:
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*_cells(row))
    console.print(table)
    dense = [row for row in rows if not row["unverified"]]
    console.print(_mean("全部 all walks", rows))
    console.print(_mean("定位完整 without long silence", dense))
    console.print("计入 credited: 定位证实 shown by GPS；证实 vouched: 负责人确认 by the leader")
    console.print("真值：实验者在门外按键的时刻 · truth: a button pressed outside the door")


def _cells(row: dict[str, Any]) -> list[str]:
    return [
        row["volunteer"],
        row["site"].removesuffix("（移植）"),
        row["datum"],
        _clock(row["in"]),
        _clock(row["out"]),
        _minutes(row["by_itself"]),
        _minutes(row["credited"] - row["by_itself"]) if row["unverified"] else "",
        _minutes(row["credited"]),
        _minutes(row["truth"]),
        f"{(row['credited'] - row['truth']) / 60:+.1f}",
    ]


def _mean(name: str, rows: list[dict[str, Any]]) -> str:
    differences = [abs(row["credited"] - row["truth"]) / 60 for row in rows] or [0.0]
    mean = sum(differences) / len(differences)
    worst = max(differences)
    return f"{name}: {len(rows)}；平均差 mean diff {mean:.1f} min；最大 largest {worst:.1f} min"


def _clock(text: str | None) -> str:
    return (
        "—" if text is None else datetime.fromisoformat(text).astimezone(COUNTY).strftime("%H:%M")
    )


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.1f}"
