"""What activities hold about a person: in their copy, and at their erasure."""

import sqlalchemy as sa

from app.activities import joining, signups
from app.activities.agreements import Agreement
from app.activities.models import LIVE, Activity, SignUp, SignUpState, Slot, VolunteerSkill
from app.activities.projects import Project
from app.core import clock
from app.core.auth import Actor
from app.core.db import session
from app.core.personal import SERVICE, Fate, Holding, Part, Twins


def _cancel_open_sign_ups(user_id: int) -> None:
    """Give back the places that the person holds or waits for."""
    ahead = (
        sa.select(SignUp.activity_id, SignUp.id)
        .join(Slot, Slot.id == SignUp.slot_id)
        .where(
            SignUp.volunteer_id == user_id,
            SignUp.state.in_(LIVE - {SignUpState.ATTENDED}),
            Slot.starts_at > clock.now(),
        )
        .order_by(SignUp.slot_id)
    )
    for activity_id, sign_up_id in session().execute(ahead).all():
        signups.cancel_sign_up(Actor(user_id), activity_id, sign_up_id, noted=True)


_MINE = (SignUp.id, SignUp.volunteer_id)
PART = Part(
    (
        # What a record of service rests on hangs on them.
        Holding(
            SignUp.volunteer_id,
            Fate.NAMELESS,
            "sign_ups",
            blank={"reason": "", "leave_reason": ""},
            twins=Twins.LEFT,
        ),
        Holding(Agreement.sign_up_id, Fate.KEPT, "agreements", SERVICE, through=_MINE),
        Holding(VolunteerSkill.volunteer_id, Fate.DELETED, "skills", twins=Twins.DROPPED),
        Holding(Activity.created_by, Fate.OF_OTHERS),
        Holding(Activity.reason_check_id, Fate.OF_OTHERS),
        Holding(Slot.reason_check_id, Fate.OF_OTHERS),
        Holding(Project.created_by, Fate.OF_OTHERS),
    ),
    let_go=_cancel_open_sign_ups,
    join=joining.join,
)
