/** The volunteer's words in Chinese: plain and short, and they say what to do next. */
import { activityZh } from "./activity-zh";
import { serviceZh } from "./service-zh";
import { leaderZh } from "./leader-zh";
import { ownZh } from "./own-zh";
import { residentsZh } from "./residents-zh";
import { stationsZh } from "./stations-zh";

export const zh = {
  ...activityZh,
  ...serviceZh,
  ...stationsZh,
  ...leaderZh,
  ...ownZh,
  ...residentsZh,

  "common.again": "再试一次",
  "common.loading": "正在加载…",
  "common.more": "加载更多",
  "common.cancel": "取消",
  "common.sure": "确定",
  "common.list": "列表",
  "common.map": "地图",
  "common.choose": "请点这里选",

  "tab.activities": "活动",
  "tab.mine": "我的服务",
  "tab.me": "我的",

  "login.title": "登录",
  "login.go": "去登录",
  "login.welcome": "欢迎来到微光",
  "login.why": "登录后可以报名、签到，并随时查看自己的服务时长。",
  "login.agree": "我已阅读并同意《隐私说明》",
  "login.tick": "请先阅读隐私说明，再点前面的方框。",
  "login.name": "您的名字",
  "login.try": "进入试用",
  "login.tryNote": "这是试用服务器，输入名字即可进入，不是真实登录。",
  "login.inWeChat": "请在微信里打开“微光”小程序登录。",
  "login.wechat": "微信登录",

  "privacy.title": "隐私说明",
  "privacy.read": "阅读隐私说明",
  "privacy.agree": "同意",
  "privacy.disagree": "不同意",
  "privacy.short":
    "我们只收集志愿服务需要的信息。位置会另外问您，不同意也能参加：签到可以改用签到码。",
  "privacy.what":
    "收集什么：您的微信标识和昵称；报名和签到记录；您另外同意后，服务期间的位置。手机号和实名，只在您自己绑定、认证时才有。",
  "privacy.place":
    "位置：只在查找附近活动、签到和服务期间使用，用来核实您在服务地点。每次都先问您。打开本程序时才记录，关闭就不记录。",
  "privacy.keep": "保存多久：定位轨迹最多 30 天，之后删除，只留核算结果。服务记录按规定保存。",
  "privacy.who":
    "谁能看到：您自己、活动负责人和负责审核的管理员。查看会留下记录。不卖给别人，不做广告。",
  "privacy.rights":
    "您的权利：在“我的”→“账号与隐私”里，可以随时撤回同意、看谁看过您的资料、要一份资料副本、让别的设备退出，或者注销账号。",

  "settings.title": "设置",
  "settings.elder": "大字模式",
  "settings.elderNote": "字更大，按钮更大",
  "settings.nickname": "大家怎么称呼我",
  "settings.nicknameWaits": "新称呼“{name}”正在审核，通过后显示。",
  "settings.save": "保存",
  "settings.logOutSure": "您还没有签退。退出后，手机里没有上传的位置会删除。确定退出吗？",
  "settings.logOut": "退出登录",
  "settings.consents": "我同意过什么",

  "activities.title": "志愿活动",
  "activities.search": "搜索活动",
  "activities.near": "离我最近",
  "activities.nearOn": "✓ 离我最近",
  "activities.locating": "正在定位…",
  "activities.none": "现在没有正在招募的活动，过几天再来看看。",
  "activities.empty": "没有找到这样的活动。换个词试试，或者把搜索框清空。",
  "activities.logIn": "登录后可以看到您身边的志愿活动。",
  "activities.noPlace":
    "没有取得您的位置，先按时间显示。要看附近的活动，请在手机设置里允许定位，再点“离我最近”。",
  "activities.left": "还剩 {n} 个名额",
  "activities.full": "已报满",
  "activities.moreSlots": "等 {n} 场",
  "activities.noSlots": "时间待定",
  "activities.offMap": "另有 {n} 个活动没有地点，请在列表里看。",

  "mine.title": "我的服务",
  "mine.logIn": "登录后可以看到您报名的活动。",
  "mine.empty": "您还没有报名。去看看附近有什么活动。",
  "mine.find": "去找活动",

  "me.title": "我的",
  "me.guest": "您还没有登录",
  "me.hours": "已核定 {n} 小时",
  "me.settings": "设置",
} as const;
