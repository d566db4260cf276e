/** WeChat asks whether the privacy contract is agreed to before it gives anything private to us. */
import { ref } from "vue";
import { IN_WECHAT, weChat, type PrivacyAnswer } from "./platform";

export const AGREE_BUTTON = "agree-privacy";
/** Set while WeChat waits for an answer. */
export const asked = ref(false);
let waiting: ((answer: PrivacyAnswer) => void)[] = [];

/** Listen for WeChat's question; older WeChats do not ask. */
export function listenForPrivacy(): void {
  if (!IN_WECHAT) return;
  weChat().onNeedPrivacyAuthorization?.((resolve) => {
    waiting.push(resolve);
    asked.value = true;
  });
}

/** Hand the person's answer on. */
export function answerPrivacy(event: PrivacyAnswer["event"]): void {
  const all = waiting;
  waiting = [];
  asked.value = false;
  all.forEach((resolve) =>
    resolve(event === "agree" ? { event, buttonId: AGREE_BUTTON } : { event }),
  );
}

/** Show the contract as it was handed in to WeChat. */
export function showContract(): void {
  weChat().openPrivacyContract({});
}
