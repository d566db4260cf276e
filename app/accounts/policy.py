"""What people are asked to agree to, in which words, and how their names are shown."""

from dataclasses import dataclass

from app.accounts.models import GuardianPurpose, Purpose
from app.core.auth import Actor, RoleName
from app.core.errors import ForbiddenError


@dataclass(frozen=True, slots=True)
class Text:
    """What somebody agrees to; other words are another version, and asked anew."""

    version: int
    zh: str
    en: str


TEXTS = {
    Purpose.LOCATION_TRACK: Text(
        1,
        "签到后到签退前，小程序会把您的位置（行踪轨迹，属敏感个人信息）传给本平台，"
        "只用于计算本次服务时长；加密保存，到期自动删除，核算结果保留。"
        "不同意也能参加：可用签到码、二维码签到，或请负责人点名。可随时撤回，撤回后不再收集。",
        "From check-in to check-out your position (a track of your movements, which is sensitive) "
        "is sent to this platform, to compute the hours of this service and for nothing else. It "
        "is kept encrypted and deleted when its time is over; what was computed is kept. You can "
        "take part without: by code, by QR or by the leader's roll-call. You may withdraw at any "
        "time; nothing is collected after that.",
    ),
    Purpose.REAL_NAME: Text(
        2,
        "您的姓名和身份证号码只用于实名认证、防止重复注册和判断是否成年；加密保存，"
        "显示时一律隐去。可随时撤回，撤回后姓名和号码即行删除；未满 18 周岁的，"
        "因法律要求未成年人参加志愿服务须监护人同意，加密保留“何时成年”一项，成年之日即行删除。",
        "Your name and ID number serve to verify your identity, to keep one person to one account "
        "and to tell whether you are of age. They are kept encrypted and shown masked everywhere. "
        "You may withdraw at any time; name and number are then deleted. Of a minor, who by law "
        "serves with a guardian's consent only, the day of coming of age is kept, encrypted, and "
        "deleted on that day.",
    ),
    Purpose.PUBLICATION: Text(
        1,
        "您的昵称、服务时长和服务照片可以在排行榜和活动动态中公开展示。可随时撤回，撤回后不再展示。",
        "Your nickname, service hours and photos of service may be shown in public rankings and "
        "reports. You may withdraw at any time; nothing is shown after that.",
    ),
}

AGE_TEXT = Text(
    1,
    "未满 18 周岁的，须由监护人同意才能参加志愿服务，因此报名前请如实声明。已满的只记“已成年”；"
    "未满的请填出生年份，加密保存，只用于判断何时成年，成年后即行删除。实名认证后以实名为准。",
    "Below 18 a guardian has to agree to volunteer service, so everybody says truthfully before "
    "signing up whether they are of age. Of who is, nothing more is kept than that; who is not "
    "gives the year of birth, which is kept encrypted, serves to know when they come of age, and "
    "is deleted then. A verified identity counts before it.",
)

GUARDIAN_TEXTS = {
    GuardianPurpose.SERVICE: Text(
        1,
        "我是该未成年人的监护人，同意其参加与年龄、身体状况相适应的志愿服务；"
        "有人身危险的活动一律不得参加。可随时撤回，撤回后不能再报名和签到。",
        "I am this minor's guardian and agree to volunteer service that suits the minor's age and "
        "health. Dangerous work is ruled out. I may withdraw at any time; no sign-up and no "
        "check-in is possible after that.",
    ),
    GuardianPurpose.LOCATION_TRACK: Text(
        1,
        "我同意在被监护人签到后到签退前收集其位置（行踪轨迹，属敏感个人信息），"
        "只用于计算本次服务时长；加密保存，到期自动删除。不同意也能参加：可用签到码或由负责人点名。"
        "可随时撤回，撤回后不再收集。",
        "I agree that my ward's position (a track of movements, which is sensitive) is collected "
        "from check-in to check-out, to compute the hours of that service and for nothing else. "
        "It is kept encrypted and deleted when its time is over. My ward can take part without: "
        "by code or by the leader's roll-call. I may withdraw at any time; nothing is collected "
        "after that.",
    ),
    GuardianPurpose.REAL_NAME: Text(
        2,
        "我同意为被监护人办理实名认证。未满 14 周岁者的个人信息属敏感个人信息：姓名和身份证号码"
        "只用于核实身份和年龄，加密保存，显示时一律隐去。可随时撤回，撤回后即行删除；"
        "因法律要求未成年人参加志愿服务须监护人同意，加密保留“何时成年”一项，成年之日即行删除。",
        "I agree that my ward's identity is verified. What concerns a child under 14 is sensitive: "
        "name and ID number serve to verify identity and age, are kept encrypted and shown "
        "masked. I may withdraw at any time; they are then deleted. Because a minor serves with "
        "a guardian's consent only, the day of coming of age is kept, encrypted, and deleted on "
        "that day.",
    ),
    GuardianPurpose.PUBLICATION: Text(
        1,
        "我同意公开展示被监护人的昵称、服务时长和服务照片。可随时撤回，撤回后不再展示。",
        "I agree that my ward's nickname, service hours and photos of service are shown in "
        "public. I may withdraw at any time; nothing is shown after that.",
    ),
}


def require_may_look_up(actor: Actor) -> None:
    """Raise unless the actor may find people by their number: coordinators and up, anywhere.

    Who holds a number was given it by the volunteer; there is nothing to be listed.
    """
    if not any(grant.role.rank >= RoleName.COORDINATOR.rank for grant in actor.grants):
        raise ForbiddenError(
            "look_up_not_for_you",
            "按编号查找志愿者仅限协调员和管理员，请联系所在组织的协调员代查。",
            "Coordinators and administrators look people up by their number. "
            "Ask a coordinator of your organisation.",
        )
