"""What calendars hold about a person: in their copy, and at their erasure."""

from app.calendars.models import CalendarFeed
from app.core.personal import Fate, Holding, Part, Twins

# Of two secret addresses the one of the account that goes on stays good.
FEED = Holding(CalendarFeed.user_id, Fate.DELETED, "calendar_feed", twins=Twins.DROPPED)
PART = Part((FEED,))
