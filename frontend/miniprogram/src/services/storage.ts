/** What the phone remembers: JSON under a name of ours. */

const PREFIX = "weiguang.";

/** Return what was kept under this name, or null. */
export function recall<T>(name: string): T | null {
  const text: unknown = uni.getStorageSync(PREFIX + name);
  if (typeof text !== "string" || text === "") return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    return null; // an older version, or half a line: as if nothing had been kept
  }
}

/** Keep it; it is on the disk when this returns. */
export function keep(name: string, value: unknown): void {
  uni.setStorageSync(PREFIX + name, JSON.stringify(value));
}

export function forget(name: string): void {
  uni.removeStorageSync(PREFIX + name);
}
