"""What desktop logins hold about a person: in their copy, and at their erasure."""

from app.core.personal import Fate, Holding, Joined, Part
from app.credentials import service
from app.credentials.models import Password, RecoveryCode, SecondFactor

# A desktop login is given up with its account: whoever goes on has, or sets, one of their own.
GONE = Joined.MOVED


def _give_up(source: int, _target: int) -> None:
    service.forget(source)


PART = Part(
    (
        Holding(
            Password.user_id, Fate.DELETED, "desktop_login", joined=Joined.REFUSED, merged=GONE
        ),
        Holding(
            SecondFactor.user_id, Fate.DELETED, "second_factor", joined=Joined.REFUSED, merged=GONE
        ),
        Holding(RecoveryCode.user_id, Fate.DELETED, joined=Joined.REFUSED, merged=GONE),
    ),
    join=_give_up,
)
