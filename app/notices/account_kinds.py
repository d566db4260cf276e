"""What people are told about their own account; see ``kinds``."""

from app.notices.matters import Kind
from app.notices.speaking import Words

ACCOUNT_KINDS = {
    Kind.WARD_CONSENT_ASKED: Words(
        "有一项同意等您决定",
        "{who}已同意“{what_zh}”，须您也同意才生效；不同意不影响参加活动。",
        "A consent waits for you",
        "{who} has agreed {what}. It counts when you agree, too; without it they can take part.",
        ("guardianship_id", "who", "what", "what_zh"),
    ),
    Kind.COPY_MADE: Words(
        "个人信息副本已生成",
        "您申请的个人信息副本已生成，请在 {expires_at} 前到“我的”中下载。",
        "The copy of your data is there",
        "The copy that you asked for is there. Fetch it before {expires_at}.",
        ("expires_at",),
    ),
    Kind.ERASURE_ASKED: Words(
        "已收到注销申请",
        "您已申请注销账号，将于 {due_at} 执行。如非本人操作，请立即撤回并结束其他登录。",
        "You asked to be erased",
        "Your account will be erased at {due_at}. If that was not you, take it back at once and "
        "end your other sessions.",
        ("due_at",),
    ),
    Kind.WARD_COPY_ASKED: Words(
        "监护人申请了您的信息副本",
        "您的监护人申请了平台保存的您的个人信息副本。如有疑问，可在“我的监护人”中查看或解除监护关系。",
        "Your guardian asked for a copy",
        "Your guardian asked for a copy of what is held about you. See who your guardians are, and "
        "end it if it is not right.",
        (),
    ),
    Kind.PERSON_LOOKED_AT: Words(
        "有人查看了您的个人信息",
        "{organisation}的{role_zh}查看了您的个人信息，原因：{reason}。如有疑问，请联系该组织。",
        "Somebody looked at your data",
        "A {role} of {organisation} looked at your personal data. Reason: {reason}. If you have "
        "a question, ask them.",
        ("organisation", "role", "role_zh", "reason"),
    ),
    Kind.ROLE_GRANTED: Words(
        "您有了新的角色",
        "您现在是“{organisation_zh}”的{role_zh}，管到所有下级，重新登录后生效。如非本意，请联系该组织。",
        "You have a new role",
        "You are {role} of {organisation} now, and of all below it, from your next login on. If "
        "that is not right, tell them.",
        ("organisation", "organisation_zh", "role", "role_zh"),
    ),
    Kind.ROLE_ENDED: Words(
        "您的角色已收回",
        "您不再是“{organisation_zh}”的{role_zh}。原因：{reason}。如有疑问，请联系该组织。",
        "A role of yours has ended",
        "You are no longer {role} of {organisation}. Reason: {reason}. If you have a question, "
        "ask them.",
        ("organisation", "organisation_zh", "role", "role_zh", "reason"),
    ),
    Kind.ACCOUNT_JOINED: Words(
        "已认领您的志愿者账号",
        "名单上用您手机号登记的账号已并入本账号，志愿者编号：{volunteer_no}。如有不符，请告诉负责人。",
        "Your account was found",
        "The account that was entered under your phone number is part of this one now. Your "
        "volunteer number is {volunteer_no}. If anything is wrong, tell the leader.",
        ("volunteer_no",),
    ),
    Kind.ACCOUNT_MERGED: Words(
        "两个账号已合并",
        "编号 {volunteer_no} 的账号已并入本账号（编号 {into}），时长和记录都在这里。"
        "如非您本人的账号，请立即告诉负责人。",
        "Two accounts were merged",
        "The account {volunteer_no} is part of this one ({into}) now, with its hours and records. "
        "If it was not yours, tell the leader at once.",
        ("volunteer_no", "into"),
    ),
    Kind.MERGE_ASKED: Words(
        "有人申请合并您的账号",
        "有人申请把账号 {source} 并入账号 {target}，理由：{reason}。"
        "如不是同一个人的账号，请在“我的账号”中撤回。",
        "Somebody asks to merge your account",
        "Somebody asks that account {source} ends in account {target}. Reason: {reason}. If they "
        "are not one person's, withdraw it under your account.",
        ("merge_id", "source", "target", "reason"),
    ),
    Kind.ACCOUNT_NOT_JOINED: Words(
        "您另有一个账号",
        "您的手机号在名单上另有一个账号（编号 {volunteer_no}），因有服务记录、职务或实名信息，"
        "不能自动合并。请带身份证件找负责人核实。",
        "You have another account",
        "Another account ({volunteer_no}) was entered under your phone number. It has records, "
        "roles or a verified name and is not joined by itself: see the leader, with your ID card.",
        ("volunteer_no",),
    ),
}
