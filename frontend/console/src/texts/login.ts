/** Words of the login. */
export const login = {
  "login.title": { zh: "登录", en: "Log in" },
  "login.lead": {
    zh: "供协调员和管理员在电脑上使用。志愿者请用微信小程序。",
    en: "For coordinators and administrators at a desktop. Volunteers use the mini-program.",
  },
  "login.name": { zh: "登录名", en: "Login name" },
  "login.password": { zh: "密码", en: "Password" },
  "login.go": { zh: "登录", en: "Log in" },
  "login.code": { zh: "动态口令或恢复码", en: "Code of your authenticator, or a recovery code" },
  "login.code_lead": {
    zh: "密码正确。请打开手机上的动态口令程序，输入六位数字。",
    en: "The password is right. Open the authenticator on your phone and type its six digits.",
  },
  "login.back": { zh: "换一个登录名", en: "Another login name" },
  "login.trial": {
    zh: "试用安装：点一下即可登录",
    en: "A trial installation: one click logs you in",
  },
  "login.as_leader": { zh: "我是协调员", en: "As a coordinator" },
  "login.as_reviewer": { zh: "我是管理员", en: "As an administrator" },
  "login.trial_leader": { zh: "试用协调员", en: "Trial coordinator" },
  "login.trial_reviewer": { zh: "试用管理员", en: "Trial administrator" },
  "login.not_staff": {
    zh: "您的账号没有协调员或管理员角色，请联系所在组织的管理员。",
    en: "Your account is neither coordinator nor administrator. Ask an administrator of your organisation.",
  },
} as const;
