"""What WeChat makes of content, as it writes it in answers and in pushes."""

from typing import Any

from app.wechat.contract import Suggestion, Verdict


def verdict(trace_id: str, result: dict[str, Any]) -> Verdict:
    """Return what WeChat makes of content; a word that we do not know asks for a person's look."""
    known = {each.value: each for each in Suggestion}
    label = str(result.get("label", ""))  # pushes write it as text
    return Verdict(
        trace_id,
        known.get(str(result.get("suggest")), Suggestion.REVIEW),
        int(label) if label.isdecimal() else 0,
    )
