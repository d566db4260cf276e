"""What the engine made of the walks, beside the truth."""

from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table


def print_report(console: Console, rows: list[dict[str, Any]]) -> None:
    """Print the table and the mean difference to the truth."""
    table = Table(title="时长核算 · credited hours", title_justify="left")
    for name in ("志愿者 volunteer", "地点 site", "坐标系 datum", "到 in", "离 out"):
        table.add_column(name, no_wrap=True)
    for name in ("计入 credited", "真值 truth", "差 difference"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            row["volunteer"], row["site"], row["datum"], _clock(row["in"]), _clock(row["out"]),
            _minutes(row["credited"]), _minutes(row["truth"]),
            f"{(row['credited'] - row['truth']) / 60:+.1f}",
        )  # fmt: skip
    console.print(table)
    differences = [abs(row["credited"] - row["truth"]) / 60 for row in rows]
    mean = sum(differences) / len(differences)
    console.print(
        f"平均差 mean difference {mean:.1f} min；最大 largest {max(differences):.1f} min"
        "（真值：门外按键的时刻 · truth: a button pressed outside the door）"
    )


def _clock(text: str | None) -> str:
    return "—" if text is None else datetime.fromisoformat(text).astimezone().strftime("%H:%M:%S")


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.1f}"
