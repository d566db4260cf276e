/** Where one can go in the app: addresses are written here and nowhere else. */

/** Go to a page; its address may carry numbers and words. */
export function go(page: string, values: Record<string, string | number> = {}): void {
  const query = Object.entries(values).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  void uni.navigateTo({ url: `/pages/${page}${query.length > 0 ? `?${query.join("&")}` : ""}` });
}

/** Go back, or to the first page if this is where one came in. */
export function goBack(): void {
  if (getCurrentPages().length > 1) void uni.navigateBack();
  else void uni.reLaunch({ url: "/pages/activities/activities" });
}
