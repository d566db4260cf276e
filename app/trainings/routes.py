"""The API of courses, quizzes, sessions, certificates and learning hours."""

from typing import Any

from app.core.auth import actor, requires
from app.core.etags import matched, tagged
from app.core.http import Blueprint
from app.core.schemas import PageQuery, page_of
from app.trainings import certificates, enrolments, learning, quiz, schemas, service, sessions

blueprint = Blueprint("trainings", __name__, description="培训 · Trainings")


@blueprint.get("/courses")
@requires
@blueprint.arguments(schemas.CourseQuery, location="query")
@blueprint.response(200, page_of(schemas.CourseSchema))
def list_courses(query: dict[str, Any]) -> Any:
    """课程列表。Courses that can be taken; drafts for those who make them."""
    return service.list_courses(actor(), query)


@blueprint.post("/courses")
@requires
@blueprint.arguments(schemas.CourseSchema)
@blueprint.response(201, schemas.CourseSchema)
def create_course(values: dict[str, Any]) -> Any:
    """新建课程草稿（协调员）：图文、视频或现场。Make a draft; for coordinators."""
    return service.create_course(actor(), values)


@blueprint.get("/courses/<int:course_id>")
@requires
@tagged
@blueprint.response(200, schemas.CourseSchema)
def show_course(course_id: int) -> Any:
    """查看一门课程。Show one course."""
    return service.show_course(actor(), course_id)


@blueprint.put("/courses/<int:course_id>/questions")
@requires
@matched(lambda course_id: service.show_course(actor(), course_id))
@blueprint.arguments(schemas.QuestionsSchema)
@blueprint.response(200, schemas.CourseSchema)
def replace_questions(values: dict[str, Any], course_id: int) -> Any:
    """设定题库（草稿，协调员）。Give a draft its questions; they are not given out again."""
    return service.replace_questions(actor(), course_id, values["questions"])


@blueprint.post("/courses/<int:course_id>/publish")
@requires
@blueprint.response(200, schemas.CourseSchema)
def publish(course_id: int) -> Any:
    """发布课程（管理员）。Open a course to all; for administrators."""
    return service.publish(actor(), course_id)


@blueprint.post("/courses/<int:course_id>/close")
@requires
@blueprint.response(200, schemas.CourseSchema)
def close(course_id: int) -> Any:
    """关闭课程（管理员）；已发证书不变。Close a course; certificates stay what they are."""
    return service.close(actor(), course_id)


@blueprint.get("/courses/<int:course_id>/progress")
@requires
@blueprint.response(200, schemas.ProgressSchema)
def show_progress(course_id: int) -> Any:
    """我的学习进度。How far I came."""
    return learning.show_progress(actor(), course_id)


@blueprint.post("/courses/<int:course_id>/progress")
@requires
@blueprint.arguments(schemas.BeatSchema)
@blueprint.response(200, schemas.ProgressSchema)
def beat(values: dict[str, int], course_id: int) -> Any:
    """学习心跳：每 30 秒左右一次。Say, every half minute, that I am reading or watching.

    Each stands for the time since the last one by the server's clock, a minute at most.
    """
    return learning.beat(actor(), course_id, values["position_seconds"])


@blueprint.post("/courses/<int:course_id>/restart")
@requires
@blueprint.response(200, schemas.ProgressSchema)
def restart(course_id: int) -> Any:
    """重新学习（证书到期前 30 天起）。Take the course again, in the certificate's last 30 days."""
    return learning.restart(actor(), course_id)


@blueprint.post("/courses/<int:course_id>/attempts")
@requires
@blueprint.response(201, schemas.QuizSchema)
def begin_quiz(course_id: int) -> Any:
    """开始测验。Begin a quiz, or go on with the one that runs; no answers are given out."""
    attempt = quiz.begin(actor(), course_id)
    return {"attempt": attempt, "questions": quiz.shown(attempt)}


@blueprint.post("/quiz-attempts/<int:attempt_id>/answers")
@requires
@blueprint.arguments(schemas.AnswersSchema)
@blueprint.response(200, schemas.AttemptSchema)
def submit_quiz(values: dict[str, Any], attempt_id: int) -> Any:
    """提交答案；通过即发证书。Send the answers, once; who passes has the certificate."""
    return quiz.submit(actor(), attempt_id, values["answers"])


@blueprint.get("/courses/<int:course_id>/sessions")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.CourseSessionSchema))
def list_sessions(query: dict[str, Any], course_id: int) -> Any:
    """现场培训的场次。Sessions of a course, the latest first."""
    return sessions.list_sessions(actor(), course_id, query)


@blueprint.post("/courses/<int:course_id>/sessions")
@requires
@blueprint.arguments(schemas.CourseSessionInSchema)
@blueprint.response(201, schemas.CourseSessionSchema)
def create_session(values: dict[str, Any], course_id: int) -> Any:
    """安排现场培训（协调员）。Hold a course on site; for coordinators."""
    return sessions.create_session(actor(), course_id, values)


@blueprint.post("/course-sessions/<int:course_session_id>/cancel")
@requires
@blueprint.arguments(schemas.CallOffSchema)
@blueprint.response(200, schemas.CourseSessionSchema)
def cancel_session(values: dict[str, str], course_session_id: int) -> Any:
    """取消现场培训并说明原因（讲师或协调员）；已报名的都会收到通知。Call a session off, saying why.

    For its trainer and for coordinators; all who have a place are told.
    """
    return sessions.cancel(actor(), course_session_id, values["reason"])


@blueprint.post("/course-sessions/<int:course_session_id>/enrolments")
@requires
@blueprint.response(201, schemas.EnrolmentSchema)
def enrol(course_session_id: int) -> Any:
    """报名现场培训。Take a place in a session."""
    return enrolments.enrol(actor(), course_session_id)


@blueprint.delete("/course-sessions/<int:course_session_id>/enrolments")
@requires
@blueprint.response(204)
def leave_session(course_session_id: int) -> None:
    """取消自己的培训报名（开始前）。Give one's place back, before the session begins."""
    enrolments.leave(actor(), course_session_id)


@blueprint.get("/course-sessions/<int:course_session_id>/enrolments")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.EnrolmentForTrainerSchema))
def list_enrolments(query: dict[str, Any], course_session_id: int) -> Any:
    """现场培训名单（讲师）。Who has a place; for the trainer."""
    return enrolments.list_enrolments(actor(), course_session_id, query)


@blueprint.post("/course-sessions/<int:course_session_id>/attendance")
@requires
@blueprint.arguments(schemas.AttendanceOfSessionSchema)
@blueprint.response(200, schemas.EnrolmentSchema(many=True))
def confirm(values: dict[str, Any], course_session_id: int) -> Any:
    """确认到场（讲师）。Say who was there; for the trainer."""
    return sessions.confirm(actor(), course_session_id, values["user_ids"])


@blueprint.get("/me/course-enrolments")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.MyEnrolmentSchema))
def list_my_enrolments(query: dict[str, Any]) -> Any:
    """我报名的现场培训。The sessions in which I have a place, the latest first."""
    return enrolments.list_mine(actor(), query)


@blueprint.get("/me/training-certificates")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.CertificateSchema))
def list_certificates(query: dict[str, Any]) -> Any:
    """我的培训证书。My certificates, newest first."""
    return certificates.list_certificates(actor(), query)


@blueprint.post("/training-certificates/<int:certificate_id>/revoke")
@requires
@blueprint.arguments(schemas.RevokeSchema)
@blueprint.response(200, schemas.CertificateSchema)
def revoke(values: dict[str, str], certificate_id: int) -> Any:
    """撤销证书并说明原因（管理员）。Take a certificate back, saying why; for administrators."""
    return certificates.revoke(actor(), certificate_id, values["reason"])


@blueprint.get("/me/learning-hours")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, schemas.LearningHoursSchema)
def show_learning_hours(query: dict[str, Any]) -> Any:
    """我的培训学时（与服务时长分开）。My learning hours, apart from service hours."""
    return service.show_learning_hours(actor(), query)
