"""What people are told about needs and the teams that may see to them; see ``kinds``."""

from app.notices.matters import Kind
from app.notices.speaking import Template, Words

NEED_KINDS = {
    Kind.HELP_WANTED: Words(
        "有需求想请您的队伍帮忙",
        "“{need}”与您队伍的“{offer}”相配：{why_zh}。请在 {expires_at} 前答复；不便承接可婉拒，"
        "没有任何影响。",
        "Your team is asked for help",
        "“{need}” fits your team's “{offer}”: {why}. Answer before {expires_at}; a no has no "
        "consequence.",
        ("invitation_id", "need", "offer", "why", "why_zh", "expires_at"),
        Template.REMINDER,
        ("{need}", "{expires_at}", "请在此时间前答复，可婉拒"),
    ),
    Kind.HELP_FOUND: Words(
        "有队伍愿意帮忙",
        "您提出的“{need}”由{team}承接，正在筹备活动，他们会与您联系。",
        "Somebody will help",
        "{team} will see to “{need}”, which you filed. They draw up an activity and will be in "
        "touch with you.",
        ("need_id", "need", "team"),
        Template.RESULT,
        ("{need}", "已承接", "{team}"),
    ),
    Kind.HELP_AGREED: Words(
        "已承接，活动草稿已建好",
        "您的队伍承接了“{need}”，活动草稿已建好，请在三天内补充内容并提交审核。",
        "A draft is ready",
        "Your team sees to “{need}”. A draft of the activity is there: complete and submit it "
        "within three days.",
        ("activity_id", "need"),
    ),
    Kind.HELP_ENDED: Words(
        "不再需要您的队伍",
        "“{need}”不再需要您的队伍：{why_zh}。",
        "Your team is not needed any more",
        "“{need}” does not need your team any more: {why}.",
        ("invitation_id", "need", "why", "why_zh"),
        Template.CHANGE,
        ("{need}", "无需承接", "{why_zh}"),
    ),
    Kind.NEED_DECIDED: Words(
        "您的需求有进展",
        "您提出的“{need}”：{result_zh}。{reason_zh}",
        "About your need",
        "“{need}”, which you filed: {result}. {reason}",
        ("need_id", "need", "result", "result_zh", "reason", "reason_zh"),
        Template.RESULT,
        ("{need}", "{result_zh}", "{reason_zh}"),
    ),
}
