"""What people are told about being there and the hours that follow; see ``kinds``."""

from app.notices.matters import Kind
from app.notices.speaking import Template, Words

HOURS_KINDS = {
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
}
