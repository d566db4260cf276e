"""Everything that runs by itself: what follows what, and what runs how often."""

from dataclasses import dataclass

from app.accounts import jobs as accounts
from app.attendance import jobs as attendance
from app.core.queue import Job
from app.hours import jobs as hours


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job, and the seconds between two runs."""

    job: Job
    seconds: int


PERIODIC = (
    Periodic(attendance.sweep, 30),
    Periodic(hours.book_all, 30),
    Periodic(attendance.close_forgotten, 60),
    Periodic(attendance.delete_old_tracks, 3_600),
    Periodic(accounts.forget_requests, 3_600),
)

# The lower feature does not know who waits for it: when its job is done and durable, the higher
# one's is asked for with the same ids. What a crash loses between the two, the sweeps find.
attendance.settle.followers.append(hours.book)
