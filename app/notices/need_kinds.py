"""What people are told about needs and the teams that may see to them; see ``kinds``."""

from app.notices.matters import Kind
from app.notices.speaking import Template, Words

NEED_KINDS = {
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
