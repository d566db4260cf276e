"""Shapes of trainings on the wire."""

import marshmallow as ma
from marshmallow import validate

from app.core import limits
from app.core.schemas import InstantField, KeyField, NameField, PageQuery, Schema, page_of
from app.trainings.models import CourseKind, CourseState

SECONDS = validate.Range(min=0, max=100 * 3600)
# On our own origin, or wherever the organisation keeps its videos; nothing is fetched from there.
ADDRESS = [
    validate.Length(min=1, max=limits.URL_LENGTH),
    validate.Regexp(r"^(https://[^\s/]+)?/\S*$"),
]


class CourseSchema(Schema):
    """Something to learn."""

    id = KeyField(dump_only=True)
    organisation_id = KeyField(allow_none=True, load_default=None)
    kind = ma.fields.Enum(CourseKind, by_value=True, required=True)
    state = ma.fields.Enum(CourseState, by_value=True, dump_only=True)
    version = ma.fields.Integer(dump_only=True)
    title = ma.fields.String(
        required=True, validate=validate.Length(min=1, max=limits.TITLE_LENGTH)
    )
    text = ma.fields.String(load_default="", validate=validate.Length(max=limits.ARTICLE_LENGTH))
    video_url = ma.fields.String(load_default=None, allow_none=True, validate=ADDRESS)
    seconds = ma.fields.Integer(
        required=True,
        validate=SECONDS,
        metadata={"description": "学完所需秒数，即计入的学时 · that it takes and gives"},
    )
    asked = ma.fields.Integer(
        load_default=0,
        validate=validate.Range(min=0, max=limits.QUESTIONS),
        metadata={"description": "每次抽题数，0 为无测验 · questions of a quiz; 0: none"},
    )
    pass_percent = ma.fields.Integer(load_default=80, validate=validate.Range(min=1, max=100))
    attempts = ma.fields.Integer(load_default=3, validate=validate.Range(min=1, max=20))
    wait_hours = ma.fields.Integer(load_default=24, validate=validate.Range(min=1, max=24 * 30))
    valid_days = ma.fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=1, max=3660),
        metadata={"description": "证书有效天数，空为长期 · null: for ever"},
    )
    created_at = InstantField(dump_only=True)


class CourseQuery(PageQuery):
    """Which courses."""

    organisation_id = KeyField(strict=False, load_default=None)
    state = ma.fields.Enum(CourseState, by_value=True, load_default=CourseState.PUBLISHED)


class QuestionSchema(Schema):
    """A question with its right answers; taken in, never given out."""

    text = ma.fields.String(
        required=True, validate=validate.Length(min=1, max=limits.QUESTION_LENGTH)
    )
    choices = ma.fields.List(
        ma.fields.String(validate=validate.Length(min=1, max=limits.TITLE_LENGTH)),
        required=True,
        validate=validate.Length(min=2, max=limits.CHOICES),
    )
    right = ma.fields.List(
        ma.fields.Integer(strict=True, validate=validate.Range(min=0, max=limits.CHOICES - 1)),
        required=True,
        validate=validate.Length(min=1, max=limits.CHOICES),
        metadata={"description": "正确选项的序号，从 0 起 · places of the right choices, from 0"},
    )


class QuestionsSchema(Schema):
    """A course's bank of questions."""

    questions = ma.fields.List(
        ma.fields.Nested(QuestionSchema),
        required=True,
        validate=validate.Length(max=limits.QUESTIONS),
    )


class ProgressSchema(Schema):
    """How far one came in a course."""

    course_id = KeyField()
    round = ma.fields.Integer()
    seconds = ma.fields.Integer(metadata={"description": "按服务器时钟累计 · by our clock"})
    position_seconds = ma.fields.Integer()
    done_at = InstantField(allow_none=True)


class BeatSchema(Schema):
    """Where the phone is in the article or video."""

    position_seconds = ma.fields.Integer(load_default=0, validate=SECONDS)


class ShownQuestionSchema(Schema):
    """A question as it is asked."""

    text = ma.fields.String()
    choices = ma.fields.List(ma.fields.String())


class AttemptSchema(Schema):
    """A quiz that runs, or what came of it."""

    id = KeyField()
    course_id = KeyField()
    number = ma.fields.Integer()
    began_at = InstantField()
    ends_at = InstantField()
    submitted_at = InstantField(allow_none=True)
    percent = ma.fields.Integer(allow_none=True)
    passed = ma.fields.Boolean()


class QuizSchema(Schema):
    """An attempt with its questions."""

    attempt = ma.fields.Nested(AttemptSchema)
    questions = ma.fields.List(ma.fields.Nested(ShownQuestionSchema))


class AnswersSchema(Schema):
    """For each question in turn the places, as shown, of the choices that are taken."""

    answers = ma.fields.List(
        ma.fields.List(
            ma.fields.Integer(strict=True, validate=validate.Range(min=0, max=limits.CHOICES - 1)),
            validate=validate.Length(max=limits.CHOICES),
        ),
        required=True,
        validate=validate.Length(max=limits.QUESTIONS),
    )


class CourseNameSchema(Schema):
    """Which course."""

    id = KeyField()
    title = ma.fields.String()


class CertificateSchema(Schema):
    """That one has taken a course with success."""

    id = KeyField()
    number = ma.fields.String()
    course = ma.fields.Nested(CourseNameSchema)
    issued_at = InstantField()
    expires_at = InstantField(allow_none=True)
    revoked_at = InstantField(allow_none=True)
    revoke_reason = ma.fields.String()


class RevokeSchema(Schema):
    """Why a certificate is taken back."""

    reason = ma.fields.String(
        required=True, validate=validate.Length(min=1, max=limits.REASON_LENGTH)
    )


class CourseSessionInSchema(Schema):
    """A course held at a place and a time."""

    id = KeyField(dump_only=True)
    course_id = KeyField(dump_only=True)
    trainer_id = KeyField(required=True)
    place = NameField(required=True)
    starts_at = InstantField(required=True)
    ends_at = InstantField(required=True)
    quota = ma.fields.Integer(required=True, validate=validate.Range(min=1, max=limits.PLACES))
    taken = ma.fields.Integer(dump_only=True)
    cancelled_at = InstantField(dump_only=True, allow_none=True)


class CourseSessionSchema(CourseSessionInSchema):
    """The same as people see it."""

    place = NameField(
        attribute="shown_place", metadata={"description": "通过内容审核后可见 · once looked at"}
    )


class CallOffSchema(Schema):
    """Why a session is called off."""

    reason = ma.fields.String(
        required=True, validate=validate.Length(min=1, max=limits.REASON_LENGTH)
    )


class EnrolmentSchema(Schema):
    """A place in a session."""

    id = KeyField()
    session_id = KeyField()
    user_id = KeyField()
    attended_at = InstantField(allow_none=True)


class EnrolmentForTrainerSchema(Schema):
    """A place in a session, and what those who hold it call its holder."""

    id = KeyField(attribute="enrolment.id")
    session_id = KeyField(attribute="enrolment.session_id")
    user_id = KeyField(attribute="enrolment.user_id")
    attended_at = InstantField(attribute="enrolment.attended_at", allow_none=True)
    nickname = ma.fields.String(
        metadata={"description": "非本组织的讲师只见隐去的姓名 · an outline, for other trainers"}
    )
    volunteer_no = ma.fields.String(allow_none=True)


class MyEnrolmentSchema(EnrolmentSchema):
    """One of one's own places, and in what."""

    session = ma.fields.Nested(CourseSessionSchema)
    course = ma.fields.Nested(CourseNameSchema, attribute="session.course")
    cancel_reason = ma.fields.String(attribute="session.shown_reason")


class AttendanceOfSessionSchema(Schema):
    """Who was there."""

    user_ids = ma.fields.List(
        KeyField(),
        required=True,
        validate=validate.Length(min=1, max=limits.ROLL_CALL_PEOPLE),
    )


class LearningRecordSchema(Schema):
    """What learning hours come from."""

    course = ma.fields.Nested(CourseNameSchema)
    seconds = ma.fields.Integer()
    learned_at = InstantField()


class LearningHoursSchema(page_of(LearningRecordSchema)):  # type: ignore[misc]  # made by a call
    """One's learning hours, which are no service hours."""

    seconds = ma.fields.Integer()
    hours = ma.fields.Function(
        lambda found: found["seconds"] // 360 / 10,
        metadata={"type": "number", "description": "小时，舍去到 0.1"},
    )
