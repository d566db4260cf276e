"""What people are told about what they asked for, wrote or hold; see ``kinds``."""

from app.notices.matters import Kind
from app.notices.speaking import Template, Words

REQUEST_KINDS = {
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
    Kind.TEAM_ASKS: Words(
        "有队伍请您加入",
        "“{team}”把您列入了名单。愿意加入请在队伍页申请；不愿意可不理会，没有任何影响。",
        "A team asks you to join",
        "“{team}” has you on its list. Apply on the team's page if you want to join; if not, "
        "nothing follows from it.",
        ("organisation_id", "team"),
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
}
