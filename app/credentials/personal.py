"""What desktop logins hold about a person: in their copy, and at their erasure."""

from app.core.personal import Fate, Holding, Joined, Part
from app.credentials.models import Password, RecoveryCode, SecondFactor

PART = Part(
    (
        Holding(Password.user_id, Fate.DELETED, "desktop_login", joined=Joined.REFUSED),
        Holding(SecondFactor.user_id, Fate.DELETED, "second_factor", joined=Joined.REFUSED),
        Holding(RecoveryCode.user_id, Fate.DELETED, joined=Joined.REFUSED),
    )
)
