"""Everything that runs by itself: what follows what, and what runs how often."""

import logging
import time
from dataclasses import dataclass

from app.accounts import jobs as accounts
from app.activities import jobs as activities
from app.attendance import jobs as attendance
from app.campaigns import jobs as campaigns
from app.core.queue import Job, run_at_once
from app.families import jobs as families
from app.hours import jobs as hours
from app.imports import jobs as imports
from app.matching import jobs as matching
from app.notices import jobs as notices
from app.personal import jobs as personal
from app.publicity import jobs as publicity
from app.safeguarding import jobs as safeguarding
from app.trainings import jobs as trainings
from app.venues import jobs as venues
from app.wechat import jobs as wechat

log = logging.getLogger(__name__)
PAUSE_S = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Periodic:
    """A job, and the seconds between two runs."""

    job: Job
    seconds: int
    sweeps: bool = False  # finds work that is owed


PERIODIC = (
    Periodic(attendance.sweep, 30, sweeps=True),
    Periodic(hours.book_all, 30, sweeps=True),
    Periodic(attendance.close_forgotten, 60),
    Periodic(attendance.find_likenesses, 30),
    Periodic(attendance.delete_old_tracks, 3_600),
    Periodic(attendance.forget_codes, 3_600),
    Periodic(attendance.check_photos, 60),
    Periodic(attendance.delete_old_photos, 3_600),
    Periodic(notices.sweep, 60, sweeps=True),
    Periodic(families.copy_notices, 30),
    Periodic(families.ask_guardians, 60),
    Periodic(families.end_papers, 600),
    Periodic(families.forget_codes, 3_600),
    Periodic(families.delete_old_papers, 3_600),
    Periodic(notices.delete_old, 3_600),
    Periodic(activities.write_down_lapses, 30),
    Periodic(venues.lapse, 300),
    Periodic(venues.check_photos, 60),
    Periodic(imports.sweep, 60, sweeps=True),
    Periodic(activities.let_minors_in, 60),
    Periodic(activities.advance, 60),
    Periodic(activities.tell_overdue, 300),
    Periodic(activities.sweep_notices, 120),
    Periodic(safeguarding.write_down_ends, 300),
    Periodic(accounts.ask_about_all, 60, sweeps=True),
    Periodic(trainings.remind_expiring, 3_600),
    Periodic(trainings.sweep_sessions, 120),
    Periodic(wechat.hand_over_overdue, 60),
    Periodic(personal.sweep, 60),
    Periodic(personal.erase_due, 600),
    Periodic(personal.claim_all, 60, sweeps=True),
    Periodic(wechat.forget_words, 3_600),
    Periodic(activities.relist_stale, 300),
    Periodic(campaigns.remind_of_reports, 3_600),
    Periodic(publicity.advance, 60),
    Periodic(matching.invite_all, 3_600),
    Periodic(matching.write_down, 60),
    Periodic(accounts.forget_requests, 3_600),
    Periodic(accounts.delete_old_audit, 3_600),
    Periodic(accounts.delete_old_consents, 3_600),
    Periodic(accounts.delete_ages, 3_600),
    Periodic(safeguarding.delete_old_looks, 3_600),
    Periodic(activities.delete_old_agreements, 3_600),
    Periodic(trainings.let_old_go, 3_600),
    Periodic(hours.let_old_go, 3_600),
    Periodic(attendance.let_old_go, 3_600),
    Periodic(activities.delete_old_sign_ups, 3_600),
    Periodic(matching.delete_old_needs, 3_600),
    Periodic(venues.delete_old_bookings, 3_600),
    Periodic(publicity.delete_old_objections, 3_600),
    Periodic(personal.delete_old_erasures, 3_600),
    Periodic(accounts.number_people, 30),
)

# The lower feature does not know who waits for it: when its job is done and durable, the higher
# one's is asked for with the same ids. What a crash loses between the two, the sweeps find.
attendance.settle.followers.append(hours.book)


def run_without_queue() -> None:
    """Be queue, worker and scheduler in one, from what the database says is owed; never returns.

    For installations without Redis: the sweeps, which elsewhere look after what a crash lost,
    find all the work there is, once a second.
    """
    run_at_once()
    due = dict.fromkeys(PERIODIC, 0.0)
    while True:
        for each in PERIODIC:
            if due[each] <= time.monotonic():
                due[each] = time.monotonic() + (PAUSE_S if each.sweeps else each.seconds)
                _run(each.job)
        time.sleep(PAUSE_S)


def _run(job: Job) -> None:
    try:
        job()
    except Exception:
        log.exception("%s failed; it will be tried again", job.name)
