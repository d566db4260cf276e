/** Where one can go in the app: addresses are written here and nowhere else. */
import type { Tab } from "@/tabs";
import { t } from "@/texts";

type Values = Record<string, string | number>;

/** Go to a page; its address may carry numbers and words. */
export function go(page: string, values: Values = {}): void {
  void uni.navigateTo({ url: addressOf(page, values) });
}

/** Go to a page in the place of this one, to which nobody is to come back. */
export function goInstead(page: string, values: Values = {}): void {
  void uni.redirectTo({ url: addressOf(page, values) });
}

function addressOf(page: string, values: Values): string {
  const query = Object.entries(values).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return `/pages/${page}${query.length > 0 ? `?${query.join("&")}` : ""}`;
}

/** Go to one of the three first pages. */
export function goHome(name: Tab["name"] = "activities"): void {
  void uni.reLaunch({ url: `/pages/${name}/${name}` });
}

/** Go back, or to the first page if this is where one came in. */
export function goBack(): void {
  if (getCurrentPages().length > 1) void uni.navigateBack();
  else goHome();
}

/** Ask for a yes. */
export async function confirm(content: string): Promise<boolean> {
  const answer = await uni.showModal({
    content,
    confirmText: t("common.sure"),
    cancelText: t("common.cancel"),
  });
  return answer.confirm;
}
