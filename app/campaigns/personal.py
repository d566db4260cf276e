"""What campaigns hold about a person: in their copy, and at their erasure."""

from app.campaigns.models import Campaign, CampaignActivity, ClosingReport
from app.core.personal import Fate, Holding, Part

PART = Part(
    (
        Holding(Campaign.created_by, Fate.OF_OTHERS),
        Holding(CampaignActivity.joined_by, Fate.OF_OTHERS),
        Holding(ClosingReport.written_by, Fate.OF_OTHERS),
        Holding(ClosingReport.accepted_by, Fate.OF_OTHERS),
    )
)
