"""What trainings hold about a person: in their copy, and at their erasure."""

from app.core.personal import SERVICE, Fate, Holding, Joined, Part, Twins
from app.trainings import enrolments, learning
from app.trainings.models import (
    Attempt,
    Course,
    CourseSession,
    Enrolment,
    LearningBalance,
    LearningRecord,
    Progress,
    TrainingCertificate,
)


def _settle_twins(source: int, target: int) -> None:
    enrolments.leave_twins(source, target)
    learning.join(source, target)


PART = Part(
    (
        Holding(Enrolment.user_id, Fate.DELETED, "course_enrolments", twins=Twins.LEFT),
        Holding(Progress.user_id, Fate.DELETED, "course_progress", twins=Twins.LEFT),
        Holding(Attempt.user_id, Fate.DELETED, "quiz_attempts", twins=Twins.LEFT),
        # Training is one of the five records of a volunteer (条例 19).
        Holding(
            TrainingCertificate.user_id,
            Fate.KEPT,
            "training_certificates",
            SERVICE,
            joined=Joined.MOVED,
            twins=Twins.LEFT,
        ),
        Holding(TrainingCertificate.revoked_by, Fate.OF_OTHERS),
        Holding(
            LearningRecord.user_id,
            Fate.KEPT,
            "learning_records",
            SERVICE,
            joined=Joined.MOVED,
            twins=Twins.LEFT,
        ),
        Holding(
            LearningBalance.user_id,
            Fate.KEPT,
            "learning_balances",
            SERVICE,
            joined=Joined.REFUSED,  # two sums would have to become one
            merged=Joined.STAYS,
        ),
        Holding(Course.created_by, Fate.OF_OTHERS),
        Holding(CourseSession.trainer_id, Fate.OF_OTHERS),
        Holding(CourseSession.cancelled_by, Fate.OF_OTHERS),
    ),
    let_go=enrolments.leave_all,
    join=_settle_twins,
)
