"""What imports hold about a person: in their copy, and at their erasure."""

from app.core.personal import Fate, Holding, Part
from app.imports.models import Import, ImportedPerson

PART = Part(
    (
        Holding(ImportedPerson.user_id, Fate.DELETED, "imported"),
        Holding(Import.created_by, Fate.OF_OTHERS),
    )
)
