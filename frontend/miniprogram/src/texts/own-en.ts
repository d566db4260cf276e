/** Account and privacy, in English. */
import type { ownZh } from "./own-zh";

export const ownEn: Record<keyof typeof ownZh, string> = {
  "own.title": "Account and privacy",
  "own.entry": "Account and privacy",
  "own.account": "My account",
  "own.family": "Family",
  "own.data": "My data",
  "own.logIn": "Log in to see and manage what is held about you.",

  "phone.title": "Phone number",
  "phone.none": "No phone number is bound",
  "phone.why":
    "With it the leader can reach you when it is urgent, and service that others noted for you comes to your account. It is kept encrypted and shown with stars. You can sign up and check in without it.",
  "phone.bind": "Bind my WeChat number",
  "phone.rebind": "Take my present WeChat number",
  "phone.refused": "You did not allow it, so nothing was bound. Tap again if you want to.",
  "phone.inWeChat":
    "A browser cannot do this. Open the Weiguang mini-program in WeChat: “Me” → “Account and privacy” → “Phone number”.",
  "phone.bound": "Bound {time}",
  "phone.unbind": "Unbind",
  "phone.unbindSure":
    "The number is deleted at once, and leaders cannot call you any more. Unbind?",

  "name.title": "Real name",
  "name.consent": "Read this first; then you can fill it in",
  "name.agree": "Agree and fill it in",
  "name.fill": "Your name and ID number",
  "name.fillHint":
    "As on your identity card. Afterwards only the first and last characters are shown. Staff who want to see all of it have to say why, and you are told.",
  "name.name": "Name",
  "name.number": "ID number (18 characters)",
  "name.send": "Send",
  "name.short": "An ID number has 18 characters; the last may be an X. Look again, please.",
  "name.done": "Your identity is verified",
  "name.at": "Verified {time}",
  "name.minor": "Under 18: a guardian has to agree to service",
  "name.withdraw": "Withdraw and delete",
  "name.withdrawSure":
    "Name and number are deleted at once. Activities that ask for real names are closed to you then. Go on?",

  "guardians.title": "My guardians",
  "guardians.why":
    "Below the age of 18 a guardian must agree to service. Make a code, tell it to your guardian, and let them confirm it on their own phone.",
  "guardians.invite": "Make a code",
  "guardians.again": "Make another code",
  "guardians.code": "Code",
  "guardians.until": "Good until {time}, and once only.",
  "guardians.how":
    "Your guardian opens Weiguang on their own phone: “Me” → “Account and privacy” → “Children I am guardian of”, and enters this code.",
  "guardians.mine": "Confirmed guardians",
  "guardians.since": "Confirmed {time}",
  "guardians.yes": "Agrees to: {purposes}",
  "guardians.no": "Has not agreed to: {purposes}",
  "guardians.end": "End the guardianship",
  "guardians.endSure":
    "All that the guardian agreed to ends; below 18 you cannot sign up or check in then. End it?",
  "guardians.toGuardian": "Ask my guardian",

  "wards.title": "Children I am guardian of",
  "wards.add": "Did a child give you a code?",
  "wards.addHint":
    "It has 12 letters and digits and is made on the child's phone. Your own identity must be verified first.",
  "wards.code": "Code",
  "wards.confirm": "I am the guardian",
  "wards.needName": "Verify my identity first",
  "wards.consents": "You decide about each of these by itself, and may change it at any time.",
  "wards.service": "Volunteer service",
  "wards.location_track": "Position during service",
  "wards.real_name": "Real name",
  "wards.publication": "Shown in public",
  "wards.given": "Agreed",
  "wards.notGiven": "Not agreed",
  "wards.copy": "A copy of the child's data",
  "wards.erase": "Erase the child's account",
  "wards.endSure":
    "All that you agreed to ends; the child cannot sign up or check in then. End it?",

  "copy.title": "A copy of my data",
  "copy.titleWard": "A copy of the child's data",
  "copy.why":
    "All that we hold about you in one ZIP file: sign-ups, check-ins, hours, consents and the rest. Three a day at most; each is kept for seven days.",
  "copy.ask": "Ask for a copy",
  "copy.asked": "Asked {time}",
  "copy.making": "Being put together; a minute or two. You will find a notice when it is there.",
  "copy.ready": "Ready; can be fetched until {time}",
  "copy.fetch": "Download ({size})",
  "copy.copied":
    "The address is copied, and good for ten minutes. WeChat opens no ZIP files: paste it into a browser, and give it to nobody.",

  "erasure.title": "Erase my account",
  "erasure.what": "What happens",
  "erasure.gone":
    "Nickname, phone number, real name, positions and sign-ups that are not over are deleted. All devices are logged out, and nothing can be brought back.",
  "erasure.kept":
    "What the law makes us keep stays: service records and hours, agreements and certificates for ten years at least; consents and records of handling for three. Your name is on none of them.",
  "erasure.days": "You have seven days to think it over, and can take it back until then.",
  "erasure.copyFirst": "First a copy of my data",
  "erasure.understood": "I understand that it cannot be brought back",
  "erasure.ask": "Ask for erasure",
  "erasure.sure": "It happens in seven days. Ask for it?",
  "erasure.waiting": "Erased {time}",
  "erasure.waitingHint": "Until then you can take it back, and use the account as before.",
  "erasure.keeps": "What the law makes us keep",
  "erasure.line": "{what}: {n}, for {years} years at least",
  "erasure.nothingKept": "There is nothing that has to stay.",
  "erasure.withdraw": "Keep my account",
  "erasure.ofWard": "This is the child's account. The child is told, and may take it back.",

  "looks.title": "Who looked at my data",
  "looks.why":
    "Staff see your data with stars. Whoever wants to see them in the open has to say why, and it is noted here.",
  "looks.empty": "Nobody has looked at your data in the open.",
  "looks.who": "{organisation}, {role}",
  "looks.coordinator": "coordinator",
  "looks.administrator": "administrator",
  "looks.fields": "Saw: {fields}",
  "looks.reason": "Why: {reason}",
  "looks.ask": "If you think that nobody should have looked, ask the organisation or the station.",
  "looks.field.real_name": "name",
  "looks.field.birth_date": "date of birth",
  "looks.field.id_number": "ID number",
  "looks.field.phone": "phone number",
  "looks.field.guardians": "guardians' names and numbers",

  "devices.title": "Devices",
  "devices.why":
    "The phones and computers on which you are logged in. Log out what you do not know.",
  "devices.here": "this one",
  "devices.began": "Logged in {time}",
  "devices.renewed": "Used {time}",
  "devices.end": "Log it out",
  "devices.endSure": "One has to log in there again. Log it out?",
  "devices.wechat": "WeChat",
  "devices.browser": "browser",
  "devices.android": "Android phone",
  "devices.iphone": "iPhone",
  "devices.desktop": "computer",
  "devices.other": "another device",

  "learning.title": "Trainings and certificates",
  "learning.hours": "Learning hours (apart from service hours)",
  "learning.certificates": "My certificates",
  "learning.empty": "No certificates yet. After a training and its quiz they stand here.",
  "learning.number": "No. {number}",
  "learning.issued": "Given {time}",
  "learning.until": "Good until {time}",
  "learning.forever": "Does not expire",
  "learning.over": "Ran out {time}; please take the training again",
  "learning.revoked": "Taken back: {reason}",
  "learning.learned": "Courses I have done",
};
