"""What organisations hold about a person: in their copy, and at their erasure."""

from app.core.personal import Fate, Holding, Part
from app.orgs.models import Membership

PART = Part(
    (
        Holding(Membership.user_id, Fate.DELETED, "memberships"),
        Holding(Membership.decided_by, Fate.OF_OTHERS),
    )
)
