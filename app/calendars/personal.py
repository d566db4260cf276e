"""What calendars hold about a person: in their copy, and at their erasure."""

from app.calendars.models import CalendarFeed
from app.core.personal import Fate, Holding, Part

PART = Part((Holding(CalendarFeed.user_id, Fate.DELETED, "calendar_feed"),))
