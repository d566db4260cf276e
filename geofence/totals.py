"""The hour rules that act on the total: a minimum, and rounding, once."""

from dataclasses import dataclass
from typing import ClassVar, Final

from geofence.claims import Claim
from geofence.errors import RuleError
from geofence.refusal import shown
from geofence.verdict import Reason

__all__ = ["Minimum", "Rounding"]


@dataclass(frozen=True, slots=True)
class Minimum:
    """Less than this in total is nothing.

    Parameters
    ----------
    below_s : int
        Seconds.

    Examples
    --------
    >>> Minimum().below_s
    900
    """

    name: ClassVar[str] = "minimum"
    on_total: ClassVar[bool] = True
    below_s: int = 900

    def apply(self, claim: Claim) -> Claim:
        """Turn a small total into zero."""
        why = (Reason.BELOW_MINIMUM, "不足最短计时", "below the least that counts")
        kept = claim.seconds if claim.seconds >= self.below_s else 0
        return claim.amounting(kept, self.name, why)


@dataclass(frozen=True, slots=True)
class Rounding:
    """Round the total, once.

    Parameters
    ----------
    mode : str
        "none"; "floor_0.1h"; "nearest_0.5h" (a quarter goes up); "ladder" (of the last hour up to
        15 min count as 0, up to 45 min as half an hour, more as one hour).

    Examples
    --------
    >>> Rounding("ladder").mode
    'ladder'
    """

    name: ClassVar[str] = "rounding"
    on_total: ClassVar[bool] = True
    mode: str = "none"

    def __post_init__(self) -> None:
        if self.mode not in _ROUNDINGS:
            raise RuleError(
                f"unknown rounding {shown(self.mode)}; use one of {', '.join(sorted(_ROUNDINGS))}",
                f"未知的取整方式 {shown(self.mode)}",
                where="rounding.mode",
            )

    def apply(self, claim: Claim) -> Claim:
        """Replace the total."""
        why = (Reason.ROUNDED, "时长取整", "rounding")
        return claim.amounting(_ROUNDINGS[self.mode](claim.seconds), self.name, why)


def _ladder(seconds: int) -> int:
    hours, rest = divmod(seconds, 3600)
    step = 0 if rest <= 900 else 1800 if rest <= 2700 else 3600
    return 3600 * hours + step


_ROUNDINGS: Final = {
    "none": lambda seconds: seconds,
    "floor_0.1h": lambda seconds: seconds // 360 * 360,
    "nearest_0.5h": lambda seconds: (seconds + 900) // 1800 * 1800,
    "ladder": _ladder,
}
