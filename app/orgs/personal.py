"""What organisations hold about a person: in their copy, and at their erasure."""

from app.core.personal import Fate, Holding, Part, Twins
from app.orgs.models import Membership, MembershipState

STANDS = {MembershipState.MEMBER: 2, MembershipState.APPLIED: 1}  # others are over

PART = Part(
    (
        Holding(
            Membership.user_id,
            Fate.DELETED,
            "memberships",
            twins=Twins.DROPPED,
            strength=lambda row: (STANDS.get(row["state"], 0), row["leads"]),
        ),
        Holding(Membership.decided_by, Fate.OF_OTHERS),
    )
)
