"""What the ledger holds about a person: in their copy, and at their erasure."""

from app.core.personal import SERVICE, Fate, Holding, Part
from app.hours.models import ServiceRecord

PART = Part((Holding(ServiceRecord.volunteer_id, Fate.KEPT, "service_records", SERVICE),))
