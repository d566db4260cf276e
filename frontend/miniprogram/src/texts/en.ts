/** The same words in English. */
import { activityEn } from "./activity-en";
import { serviceEn } from "./service-en";
import { leaderEn } from "./leader-en";
import { ownEn } from "./own-en";
import { residentsEn } from "./residents-en";
import { stationsEn } from "./stations-en";
import type { zh } from "./zh";

export const en: Record<keyof typeof zh, string> = {
  ...activityEn,
  ...serviceEn,
  ...stationsEn,
  ...leaderEn,
  ...ownEn,
  ...residentsEn,

  "common.again": "Try again",
  "common.loading": "Loading…",
  "common.more": "Load more",
  "common.cancel": "Cancel",
  "common.sure": "OK",
  "common.list": "List",
  "common.map": "Map",
  "common.choose": "Tap to choose",

  "tab.activities": "Activities",
  "tab.mine": "My service",
  "tab.me": "Me",

  "login.title": "Log in",
  "login.go": "Log in",
  "login.welcome": "Welcome to Weiguang",
  "login.why": "Log in to sign up, check in, and see your service hours at any time.",
  "login.agree": "I have read the privacy notice and agree",
  "login.tick": "Read the privacy notice first, then tick the box.",
  "login.name": "Your name",
  "login.try": "Enter the trial",
  "login.tryNote":
    "This server is for trying things out: a name is enough. It is not a real login.",
  "login.inWeChat": "Open the Weiguang mini-program in WeChat to log in.",
  "login.wechat": "Log in with WeChat",

  "privacy.title": "Privacy notice",
  "privacy.read": "Read the privacy notice",
  "privacy.agree": "Agree",
  "privacy.disagree": "Do not agree",
  "privacy.short":
    "We collect only what volunteering needs. You are asked about your position separately, and can check in with a code instead.",
  "privacy.what":
    "What: your WeChat identity and nickname; your sign-ups and check-ins; and, if you agree to it separately, your position during service. Phone number and real name only if you bind or verify them yourself.",
  "privacy.place":
    "Position: used only to find activities near you, to check in and during service, to show that you are at the site. You are asked first. It is recorded only while this app is open.",
  "privacy.keep":
    "How long: tracks for 30 days at most; then only the result stays. Service records are kept as the rules demand.",
  "privacy.who":
    "Who sees it: you, the leader of the activity and the administrators who review. Each look is logged. Nothing is sold, there is no advertising.",
  "privacy.rights":
    "Your rights: under “Me” → “Account and privacy” you can take consents back, see who looked at your data, ask for a copy, log out other devices, or have your account erased.",

  "settings.title": "Settings",
  "settings.elder": "Large type",
  "settings.elderNote": "Larger words, larger buttons",
  "settings.nickname": "What others call me",
  "settings.nicknameWaits": "“{name}” is being looked at, and shows when it passes.",
  "settings.save": "Save",
  "settings.logOutSure":
    "You have not checked out. Positions that were not sent are deleted. Log out?",
  "settings.logOut": "Log out",
  "settings.consents": "What I agreed to",

  "activities.title": "Activities",
  "activities.search": "Search activities",
  "activities.near": "Nearest first",
  "activities.nearOn": "✓ Nearest first",
  "activities.locating": "Locating…",
  "activities.none": "No activity is open now. Look again in a few days.",
  "activities.empty": "Nothing like this was found. Try another word, or empty the field.",
  "activities.logIn": "Log in to see activities near you.",
  "activities.noPlace":
    "Your position is not known, so the newest come first. Allow location in the phone's settings, then tap “Nearest first” again.",
  "activities.left": "{n} places left",
  "activities.full": "Full",
  "activities.moreSlots": "and more, {n} in all",
  "activities.noSlots": "Time not set yet",
  "activities.offMap": "{n} more have no place on the map: see the list.",

  "mine.title": "My service",
  "mine.logIn": "Log in to see what you signed up for.",
  "mine.empty": "You have not signed up for anything yet. See what is near you.",
  "mine.find": "Find activities",

  "me.title": "Me",
  "me.guest": "You are not logged in",
  "me.hours": "{n} hours verified",
  "me.settings": "Settings",
};
