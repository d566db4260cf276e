"""What people are told: each kind with its words, and how it fills a WeChat template.

A feature that has something to say adds its kind here. In the words ``{name}`` is a value; a value
whose name ends in ``_at`` is an instant (ISO 8601), shown as a clock in China shows it. Every value
that ``notify`` must be given is listed in ``needs``; those that no word names lead on from the
notice, as ``activity_id`` does.
"""

from app.notices.account_kinds import ACCOUNT_KINDS
from app.notices.matters import Kind
from app.notices.speaking import Template, Values, Words

__all__ = ["COPIED", "KINDS", "Kind", "field_texts", "require_values"]

KINDS = ACCOUNT_KINDS | {
    Kind.SLOT_SOON: Words(
        "活动即将开始",
        "您报名的“{activity}”将于 {starts_at} 开始，地点：{place}。不能到场请提前取消或请假。",
        "Your slot begins soon",
        "“{activity}” begins at {starts_at}, at {place}. Cancel in time if you cannot come.",
        ("activity_id", "activity", "starts_at", "place"),
        Template.REMINDER,
        ("{activity}", "{starts_at}", "{place}"),
    ),
    Kind.PLACE_OFFERED: Words(
        "有空位了",
        "您候补的“{activity}”有空位，请在 {expires_at} 前确认，过时顺延给下一位。",
        "A place is free",
        "A place in “{activity}” is kept for you until {expires_at}; then the next is asked.",
        ("activity_id", "sign_up_id", "activity", "expires_at"),
        Template.REMINDER,
        ("{activity}", "{expires_at}", "有空位，请在此时间前确认"),
        urgent=True,
    ),
    Kind.SIGN_UP_DECIDED: Words(
        "报名结果",
        "您报名的“{activity}”：{result_zh}。{reason}",
        "Your sign-up was decided on",
        "Your sign-up for “{activity}”: {result}. {reason}",
        ("activity_id", "sign_up_id", "activity", "result", "result_zh", "reason"),
        Template.RESULT,
        ("{activity}", "{result_zh}", "{reason}"),
    ),
    Kind.MEMBERSHIP_DECIDED: Words(
        "队伍申请有结果",
        "您与“{team}”：{result}。{reason}",
        "Your membership",
        "“{team}”: {result_en}. {reason}",
        ("organisation_id", "team", "result", "result_en", "reason"),
        Template.RESULT,
        ("{team}", "{result}", "{reason}"),
    ),
    Kind.BOOKING_DECIDED: Words(
        "功能室预约有结果",
        "您预约的“{room}”（{starts_at}）：{result}。{reason}",
        "Your booking",
        "“{room}” at {starts_at}: {result_en}. {reason}",
        ("booking_id", "room", "starts_at", "result", "result_en", "reason"),
        Template.RESULT,
        ("{room}", "{result}", "{reason}"),
    ),
    Kind.ACTIVITY_CANCELLED: Words(
        "活动已取消",
        "您报名的“{activity}”已取消，请勿前往。原因：{reason}",
        "An activity is called off",
        "“{activity}”, for which you signed up, is called off; do not go there. Reason: {reason}",
        ("activity_id", "activity", "reason"),
        Template.CHANGE,
        ("{activity}", "已取消", "{reason}"),
        urgent=True,
    ),
    Kind.ACTIVITY_CHANGED: Words(
        "活动有变更",
        "您报名的“{activity}”有变更：{change}。请查看后再前往。",
        "An activity has changed",
        "“{activity}”, for which you signed up, has changed: {change}. Look at it before you go.",
        ("activity_id", "activity", "change"),
        Template.CHANGE,
        ("{activity}", "有变更", "{change}"),
        urgent=True,
    ),
    Kind.ACTIVITY_DECIDED: Words(
        "活动审核结果",
        "您提交的“{activity}”审核结果：{result_zh}。{reason}",
        "Your activity was reviewed",
        "“{activity}”, which you submitted, was reviewed: {result}. {reason}",
        ("activity_id", "activity", "result", "result_zh", "reason"),
        Template.RESULT,
        ("{activity}", "{result_zh}", "{reason}"),
    ),
    Kind.REVIEW_OVERDUE: Words(
        "活动审核已超时",
        "“{activity}”于 {submitted_at} 提交，审核已超时，请尽快处理。",
        "A review is overdue",
        "“{activity}” was submitted at {submitted_at} and should have been reviewed by now.",
        ("activity_id", "activity", "submitted_at"),
    ),
    Kind.CHECK_OUT_FORGOTTEN: Words(
        "您没有签退",
        "“{activity}”已结束，您没有签退，系统已代为签退，时长按到场证据核算。如有出入请联系负责人。",
        "You did not check out",
        "“{activity}” is over and you did not check out. It was done for you; the hours follow "
        "from what was seen. If that is not right, tell the leader.",
        ("activity_id", "attendance_id", "activity"),
        Template.CHANGE,
        ("{activity}", "未签退", "系统已代为签退，请核对时长"),
    ),
    Kind.HOURS_CREDITED: Words(
        "服务时长已核定",
        "您在“{activity}”的服务时长核定为 {hours} 小时，可逐项查看计算过程。",
        "Your hours are settled",
        "Your service in “{activity}” came to {hours} hours. See how, line by line.",
        ("activity_id", "attendance_id", "activity", "hours"),
        Template.HOURS,
        ("{activity}", "{hours}", "点击查看逐项计算"),
    ),
    Kind.HOURS_CHANGED: Words(
        "服务时长有更正",
        "您在“{activity}”的服务时长由 {before} 小时更正为 {hours} 小时，可查看原因。",
        "Your hours were corrected",
        "Your hours for “{activity}” were corrected from {before} to {hours}. See why.",
        ("activity_id", "attendance_id", "activity", "before", "hours"),
        Template.HOURS,
        ("{activity}", "{hours}", "时长有更正，点击查看原因"),
    ),
    Kind.HOURS_IN_REVIEW: Words(
        "服务时长待审核",
        "您在“{activity}”的服务时长需要{by}审核后入账，结果会通知您。",
        "Your hours wait for a review",
        "Your hours for “{activity}” are looked at by a person first. You will be told the result.",
        ("activity_id", "attendance_id", "activity", "by"),
    ),
    Kind.REVIEW_DECIDED: Words(
        "考勤审核结果",
        "您在“{activity}”的考勤审核结果：{result_zh}。说明：{reason}",
        "Your attendance was reviewed",
        "Your attendance at “{activity}” was reviewed: {result}. Reason given: {reason}",
        ("activity_id", "attendance_id", "activity", "result", "result_zh", "reason"),
        Template.RESULT,
        ("{activity}", "{result_zh}", "{reason}"),
    ),
    Kind.DISPUTE_FILED: Words(
        "有异议待处理",
        "一位志愿者对“{activity}”的时长有异议，请到审核列表中处理。",
        "An objection waits",
        "A volunteer objects to their hours for “{activity}”. Decide about it among the reviews.",
        ("activity_id", "attendance_id", "activity"),
    ),
    Kind.DISPUTE_DECIDED: Words(
        "异议处理结果",
        "您对“{activity}”时长的异议：{result_zh}。说明：{reason}",
        "Your objection was decided on",
        "Your objection to the hours for “{activity}”: {result}. Reason given: {reason}",
        ("activity_id", "attendance_id", "activity", "result", "result_zh", "reason"),
        Template.RESULT,
        ("{activity}", "{result_zh}", "{reason}"),
    ),
    Kind.REQUEST_FILED: Words(
        "有申请待处理",
        "{what_zh}“{subject}”等您处理。",
        "Something waits for you",
        "{what}: “{subject}” waits for your decision.",
        ("request_id", "what", "what_zh", "subject"),
    ),
    Kind.REQUEST_DECIDED: Words(
        "申请结果",
        "您的{what_zh}“{subject}”：{result_zh}。{reason}",
        "Your request was decided on",
        "Your {what}, “{subject}”: {result}. {reason}",
        ("request_id", "what", "what_zh", "subject", "result", "result_zh", "reason"),
        Template.RESULT,
        ("{what_zh} {subject}", "{result_zh}", "{reason}"),
    ),
    Kind.CONTENT_DECIDED: Words(
        "内容审核结果",
        "您填写的内容（{what_zh}）审核结果：{result_zh}。{reason}",
        "What you wrote was looked at",
        "What you wrote ({what}) was looked at: {result}. {reason}",
        ("what", "what_zh", "result", "result_zh", "reason"),
        Template.RESULT,
        ("{what_zh}", "{result_zh}", "{reason}"),
    ),
    Kind.CERTIFICATE_EXPIRES: Words(
        "培训证书即将到期",
        "您的“{course}”证书将于 {expires_at} 到期，请在此之前重新学习并通过测验。",
        "A certificate runs out soon",
        "Your certificate of “{course}” runs out at {expires_at}. Take the course again before.",
        ("course_id", "course", "expires_at"),
        Template.REMINDER,
        ("{course}", "{expires_at}", "请在到期前重新学习"),
    ),
    Kind.CERTIFICATE_REVOKED: Words(
        "培训证书已撤销",
        "您的“{course}”证书已撤销。原因：{reason}",
        "A certificate was revoked",
        "Your certificate of “{course}” was revoked. Reason: {reason}",
        ("course_id", "course", "reason"),
        Template.CHANGE,
        ("{course}", "已撤销", "{reason}"),
    ),
    Kind.COURSE_SESSION_CANCELLED: Words(
        "现场培训已取消",
        "“{course}”现场培训（{starts_at}，{place}）已取消，请勿前往。原因：{reason}",
        "A training is called off",
        "The training “{course}” at {starts_at}, {place}, is called off; do not go there. "
        "Reason: {reason}",
        ("course_id", "course", "starts_at", "place", "reason"),
        Template.CHANGE,
        ("{course}", "已取消", "{reason}"),
        urgent=True,
    ),
    Kind.REPORT_MISSING: Words(
        "请填写结项报告",
        "“{activity}”已结束，还没有结项报告，请填写服务了哪些人、多少人。",
        "A closing report is due",
        "“{activity}” is over and has no closing report yet. Say whom it served, and how many.",
        ("activity_id", "activity"),
        Template.CHANGE,
        ("{activity}", "待结项", "请填写结项报告"),
    ),
    Kind.REPORT_LATE: Words(
        "结项报告逾期",
        "“{activity}”结束已久，仍没有结项报告，请督促负责人填写。志愿者的时长不受影响。",
        "A closing report is late",
        "“{activity}” ended long ago and has no closing report. Ask its leaders for it. The hours "
        "of volunteers do not wait for it.",
        ("activity_id", "activity"),
    ),
    Kind.NO_SHOW: Words(
        "您没有到场",
        "您报名的“{activity}”没有您的签到，记为未到。如已到场，请联系负责人补录或复核。",
        "You were not seen",
        "Nobody saw you at “{activity}”, for which you signed up. If you were there, tell the "
        "leader.",
        ("activity_id", "activity"),
        Template.CHANGE,
        ("{activity}", "未到场", "如已到场，请联系负责人"),
    ),
    Kind.COPY: Words(
        "您照看的人有新通知",
        "{who}：{said_zh}",
        "A notice to somebody you look after",
        "{who}: {said}",
        ("activity_id", "who", "said", "said_zh"),
    ),
    Kind.HELP_WANTED: Words(
        "有需求想请您的队伍帮忙",
        "“{need}”与您队伍的“{offer}”相配，请在 {expires_at} 前答复；不便承接可婉拒，没有任何影响。",
        "Your team is asked for help",
        "“{need}” fits your team's “{offer}”. Answer before {expires_at}; a no has no consequence.",
        ("invitation_id", "need", "offer", "expires_at"),
        Template.REMINDER,
        ("{need}", "{expires_at}", "请在此时间前答复，可婉拒"),
    ),
    Kind.HELP_FOUND: Words(
        "有队伍愿意帮忙",
        "您提出的“{need}”由{team}承接，他们会与您联系。",
        "Somebody will help",
        "{team} will see to “{need}”, which you filed. They will be in touch with you.",
        ("need_id", "need", "team"),
        Template.RESULT,
        ("{need}", "已承接", "{team}"),
    ),
    Kind.HELP_AGREED: Words(
        "已承接，活动草稿已建好",
        "您的队伍承接了“{need}”，活动草稿已建好，请补充内容后提交审核。",
        "A draft is ready",
        "Your team sees to “{need}”. A draft of the activity is there: complete and submit it.",
        ("activity_id", "need"),
    ),
}

# Those that guardians, and leaders who act for somebody, are told as well.
COPIED = frozenset(
    {
        Kind.PLACE_OFFERED,
        Kind.SIGN_UP_DECIDED,
        Kind.ACTIVITY_CANCELLED,
        Kind.ACTIVITY_CHANGED,
        Kind.COURSE_SESSION_CANCELLED,
        Kind.NO_SHOW,
        Kind.HOURS_CREDITED,
        Kind.HOURS_CHANGED,
    }
)


def require_values(kind: Kind, values: Values) -> None:
    """Raise ``ValueError`` unless a kind is given just the values that it needs."""
    if values.keys() != set(KINDS[kind].needs):
        raise ValueError(f"{kind} needs {KINDS[kind].needs}, not {sorted(values)}")


def field_texts(kind: Kind, values: Values) -> tuple[str, ...]:
    """Return what goes into the template's fields; instants stay as they are."""
    return tuple(each.format_map(values) for each in KINDS[kind].fields)
