"""What families hold about a person: in their copy, and at their erasure."""

from app.core.personal import PROOF, Fate, Holding, Joined, Part
from app.families.models import GuardianPaper, Household, HouseholdMember, PaperCard

PART = Part(
    (
        Holding(HouseholdMember.user_id, Fate.DELETED, "households"),
        Holding(HouseholdMember.added_by, Fate.OF_OTHERS),
        Holding(Household.created_by, Fate.OF_OTHERS),
        Holding(PaperCard.holder_id, Fate.DELETED, "paper_cards"),
        Holding(PaperCard.issued_by, Fate.OF_OTHERS),
        Holding(PaperCard.revoked_by, Fate.OF_OTHERS),
        Holding(GuardianPaper.ward_id, Fate.KEPT, "guardian_papers", PROOF, joined=Joined.MOVED),
        Holding(GuardianPaper.guardian_id, Fate.OF_OTHERS),
        Holding(GuardianPaper.recorded_by, Fate.OF_OTHERS),
        Holding(GuardianPaper.looked_by, Fate.OF_OTHERS),
        Holding(GuardianPaper.decided_by, Fate.OF_OTHERS),
    )
)
