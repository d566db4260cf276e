"""What people are asked to agree to, in which words, and how their names are shown."""

from dataclasses import dataclass

from app.accounts.models import Purpose


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
        1,
        "您的姓名和身份证号码只用于实名认证、防止重复注册和判断是否成年；加密保存，"
        "显示时一律隐去。可随时撤回，撤回后姓名和号码即行删除。",
        "Your name and ID number serve to verify your identity, to keep one person to one account "
        "and to tell whether you are of age. They are kept encrypted and shown masked everywhere. "
        "You may withdraw at any time; name and number are then deleted.",
    ),
    Purpose.PUBLICATION: Text(
        1,
        "您的昵称、服务时长和服务照片可以在排行榜和活动动态中公开展示。可随时撤回，撤回后不再展示。",
        "Your nickname, service hours and photos of service may be shown in public rankings and "
        "reports. You may withdraw at any time; nothing is shown after that.",
    ),
}
