"""What safeguarding holds about a person: in their copy, and at their erasure."""

from app.core.personal import PROOF, Fate, Holding, Part
from app.safeguarding.models import MinorAccess, MinorLook

PART = Part(
    (
        Holding(MinorAccess.minor_id, Fate.KEPT, "accesses_to_me", PROOF),
        Holding(MinorAccess.asked_by, Fate.OF_OTHERS),
        Holding(MinorAccess.decided_by, Fate.OF_OTHERS),
        Holding(MinorLook.actor_id, Fate.OF_OTHERS),
        Holding(
            MinorLook.access_id,
            Fate.KEPT,
            "looks_at_me",
            PROOF,
            through=(MinorAccess.id, MinorAccess.minor_id),
        ),
    )
)
