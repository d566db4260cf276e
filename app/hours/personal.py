"""What the ledger holds about a person: in their copy, and at their erasure."""

from app.core.personal import SERVICE, Fate, Holding, Joined, Part
from app.hours.models import ChainCheckpoint, ManualClaim, ManualRecord, ServiceRecord

PART = Part(
    (
        # A chain is sealed to whose it is; where it stays, sums and lists read it all the same.
        Holding(
            ServiceRecord.volunteer_id,
            Fate.KEPT,
            "service_records",
            SERVICE,
            joined=Joined.REFUSED,
            merged=Joined.STAYS,
        ),
        Holding(ManualClaim.volunteer_id, Fate.KEPT, "manual_claims", SERVICE, joined=Joined.MOVED),
        Holding(ManualClaim.claimed_by, Fate.OF_OTHERS),
        Holding(ManualClaim.leader_id, Fate.OF_OTHERS),
        Holding(ManualClaim.organiser_id, Fate.OF_OTHERS),
        Holding(
            ManualRecord.volunteer_id,
            Fate.KEPT,
            "manual_records",
            SERVICE,
            joined=Joined.REFUSED,
            merged=Joined.STAYS,
        ),
        Holding(
            ChainCheckpoint.volunteer_id,
            Fate.KEPT,
            "chain_checkpoints",
            SERVICE,
            joined=Joined.REFUSED,
            merged=Joined.STAYS,
        ),
        Holding(ManualRecord.leader_id, Fate.OF_OTHERS),
        Holding(ManualRecord.organiser_id, Fate.OF_OTHERS),
    )
)
