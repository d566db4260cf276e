"""The replay: activities are made, phones walk, hours are settled and vouched for."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from demo.client import Client
from demo.making import COORDINATOR, Plan, make
from demo.phone import Phone
from demo.walks import Outing, load_fence, load_outings

AT_ONCE = 4  # phones on the way at the same time
SETTLED_WITHIN_S = 120.0


def replay(url: str, end: datetime, console: Console) -> list[dict[str, Any]]:
    """Replay all walks so that they end at ``end``; return a row for each, beside the truth."""
    outings = load_outings(end)
    total = sum(len(walk.fixes) for outing in outings for walk in outing.walks)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress, ThreadPoolExecutor(AT_ONCE) as pool:
        task = progress.add_task("定位点 pings", total=total)
        jobs: list[tuple[Phone, Future[int]]] = []
        for outing in outings:
            activity = _prepare(url, outing)
            for walk in outing.walks:
                phone = Phone(url, walk, len(jobs), activity)
                jobs.append((phone, pool.submit(phone.replay, lambda n: progress.advance(task, n))))
        rows = [_row(phone, job.result()) for phone, job in jobs]
    console.print("核算中 · settling …")
    settled = [_settled(phone, row) for (phone, _), row in zip(jobs, rows, strict=True)]
    return [_vouched(url, phone, row) for (phone, _), row in zip(jobs, settled, strict=True)]


def _prepare(url: str, outing: Outing) -> dict[str, Any]:
    """Make the outing's activity."""
    return make(
        url,
        Plan(
            f"demo-{outing.starts_at.timestamp():.0f}-{outing.walks[0].trace_id[-13:]}",
            f"{outing.place} 志愿服务 {outing.starts_at:%m-%d %H:%M}Z",
            "演示数据：移植的真实轨迹 · transplanted walks",
            outing.starts_at,
            outing.ends_at,
            load_fence(outing.place),
            category="culture",
        ),
    )


def _row(phone: Phone, attendance: int) -> dict[str, Any]:
    walk = phone.walk
    return {
        "volunteer": walk.name,
        "site": walk.place,
        "attendance": attendance,
        "datum": phone.habits.datum,
        "truth": (walk.leave - walk.arrive).total_seconds(),
        "arrive": walk.arrive.isoformat(),
        "leave": walk.leave.isoformat(),
    }


def _settled(phone: Phone, row: dict[str, Any]) -> dict[str, Any]:
    """Wait for the settlement of a walk and put it beside the truth."""
    settlement = _wait_for_settlement(phone, row["attendance"])
    # Both what is certain and what the leader is going to vouch for: the whole visit.
    spans = [*settlement["intervals"], *settlement["unverified"]]
    return row | {
        "in": min((span["start"] for span in spans), default=None),
        "out": max((span["end"] for span in spans), default=None),
        "credited": settlement["computed_seconds"],
        "by_itself": settlement["computed_seconds"],
        "number": settlement["number"],
        "unverified": [
            {key: each[key] for key in ("start", "end")} for each in settlement["unverified"]
        ],
    }


def _vouched(url: str, phone: Phone, row: dict[str, Any]) -> dict[str, Any]:
    """Where a phone was silent, let the leader who was there vouch for the time, as in life."""
    if not row["unverified"]:
        return row
    coordinator = Client(url, COORDINATOR, "coordinator", datetime.now(UTC))
    decision = {
        "decision": "amend",
        "settlement_number": row["number"],
        "accept": row["unverified"],
        "reason": "演示：负责人证实在场 · the leader was there",
    }
    path = f"/attendances/{row['attendance']}"
    coordinator.post(f"{path}/review", decision, datetime.now(UTC))
    again = _wait_for_settlement(phone, row["attendance"])
    return row | {"credited": again["computed_seconds"], "number": again["number"]}


def _wait_for_settlement(phone: Phone, attendance: int) -> dict[str, Any]:
    deadline = time.monotonic() + SETTLED_WITHIN_S
    while time.monotonic() < deadline:
        view = phone.client.get(f"/attendances/{attendance}", datetime.now(UTC))
        if view["settlement"] and not view["settling"]:
            return dict(view["settlement"])
        time.sleep(0.2)
    raise TimeoutError(f"attendance {attendance} was not settled")
