"""What trainings hold about a person: in their copy, and at their erasure."""

from app.core.personal import SERVICE, Fate, Holding, Joined, Part
from app.trainings import enrolments
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

PART = Part(
    (
        Holding(Enrolment.user_id, Fate.DELETED, "course_enrolments"),
        Holding(Progress.user_id, Fate.DELETED, "course_progress"),
        Holding(Attempt.user_id, Fate.DELETED, "quiz_attempts"),
        # Training is one of the five records of a volunteer (条例 19).
        Holding(
            TrainingCertificate.user_id,
            Fate.KEPT,
            "training_certificates",
            SERVICE,
            joined=Joined.MOVED,
        ),
        Holding(TrainingCertificate.revoked_by, Fate.OF_OTHERS),
        Holding(
            LearningRecord.user_id,
            Fate.KEPT,
            "learning_records",
            SERVICE,
            joined=Joined.MOVED,
        ),
        Holding(
            LearningBalance.user_id,
            Fate.KEPT,
            "learning_balances",
            SERVICE,
            joined=Joined.REFUSED,  # two sums would have to become one
        ),
        Holding(Course.created_by, Fate.OF_OTHERS),
        Holding(CourseSession.trainer_id, Fate.OF_OTHERS),
        Holding(CourseSession.cancelled_by, Fate.OF_OTHERS),
    ),
    let_go=enrolments.leave_all,
    join=enrolments.leave_twins,
)
