/** Words of the frame, and of what every page shares. */
export const shell = {
  "shell.name": { zh: "微光 · 管理台", en: "Weiguang console" },
  "shell.brand": { zh: "微光", en: "Weiguang" },
  "shell.nav": { zh: "主要栏目", en: "Sections" },
  "shell.skip": { zh: "跳到正文", en: "Skip to content" },
  "shell.log_out": { zh: "退出登录", en: "Log out" },
  "shell.other_language": { zh: "English", en: "中文" },
  "nav.fences": { zh: "围栏", en: "Fences" },
  "nav.activities": { zh: "活动", en: "Activities" },
  "nav.reviews": { zh: "审核", en: "Reviews" },
  "nav.claims": { zh: "补录", en: "Manual hours" },
  "nav.publicity": { zh: "公示", en: "Public notice" },
  "nav.organisations": { zh: "组织", en: "Organisations" },
  "state.loading": { zh: "正在读取…", en: "Loading…" },
  "state.demo_loading": {
    zh: "演示数据还在载入，约需两分钟，请稍后刷新本页。",
    en: "The demo is still being put in, which takes about two minutes. Reload this page then.",
  },
  "state.again": { zh: "再试一次", en: "Try again" },
  "state.more": { zh: "显示更多", en: "Show more" },
  "state.unknown": {
    zh: "出了意外，请刷新页面再试；仍不行请联系管理员。",
    en: "Something went wrong. Reload the page; if it stays, ask an administrator.",
  },
  "reason.label": { zh: "原因", en: "Reason" },
  "reason.hint": {
    zh: "会记录在案，请写得让别人看得懂。",
    en: "It is kept: write it so that others understand.",
  },
  "reason.missing": { zh: "请写明原因。", en: "Say why." },
  "reason.back": { zh: "返回", en: "Back" },
} as const;
