"""What needs and offers hold about a person: in their copy, and at their erasure."""

from app.core.personal import Fate, Holding, Part
from app.matching.models import Invitation, Need, Offer

PART = Part(
    (
        Holding(Invitation.need_id, Fate.NAMELESS, "invitations", through=(Need.id, Need.filed_by)),
        Holding(Need.filed_by, Fate.NAMELESS, "needs"),
        Holding(Need.verified_by, Fate.OF_OTHERS),
        Holding(Offer.created_by, Fate.OF_OTHERS),
    )
)
