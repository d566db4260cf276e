"""What people are told about activities and their place in them; see ``kinds``."""

from app.notices.matters import Kind
from app.notices.speaking import Template, Words

ACTIVITY_KINDS = {
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
}
