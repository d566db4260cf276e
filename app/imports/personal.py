"""What imports hold about a person: in their copy, and at their erasure."""

from app.core.personal import Fate, Holding, Joined, Part
from app.imports.models import Import, ImportedPerson

PART = Part(
    (
        Holding(ImportedPerson.user_id, Fate.DELETED, "imported", joined=Joined.STAYS),
        Holding(Import.created_by, Fate.OF_OTHERS),
    )
)
