"""What publicity holds about a person: in their copy, and at their erasure."""

from app.core.personal import PROOF, Fate, Holding, Part
from app.publicity.models import Objection

PART = Part(
    (
        Holding(Objection.raised_by, Fate.KEPT, "objections", PROOF),
        Holding(Objection.answered_by, Fate.OF_OTHERS),
    )
)
