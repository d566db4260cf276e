"""How long something is shown: whole days of China, or whole working days, after the first."""

from datetime import datetime, timedelta

from flask import current_app

from app.core import clock

SATURDAY = 5
DAY = timedelta(days=1)


def until(since: datetime) -> datetime:
    """Return the end of what is shown from this moment on."""
    settings = current_app.config["SETTINGS"]
    return ending(since, settings.publicity_days, working=settings.publicity_working_days)


def ending(since: datetime, days: int, *, working: bool) -> datetime:
    """Return the midnight in China that ends the given number of whole days after this one.

    Working days are Mondays to Fridays: no calendar of holidays is kept, so a setting of calendar
    days that covers the longest holiday is the safer one.
    """
    local = since.astimezone(clock.CHINA)
    end = local.replace(hour=0, minute=0, second=0, microsecond=0)
    left = days
    while left:
        end += DAY
        left -= not working or end.weekday() < SATURDAY
    return end + DAY


def shown_since(now: datetime) -> datetime:
    """Return the earliest moment of which ``until`` is still to come."""
    local = now.astimezone(clock.CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    first = local
    while until(first - DAY) > now:
        first -= DAY
    return first
