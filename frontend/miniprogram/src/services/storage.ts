/** What the phone remembers: JSON under a name of ours. */

const PREFIX = "weiguang.";

/** The disk itself, for who writes text in an order of their own; `set` throws when it is full. */
export const disk = {
  get(name: string): string | null {
    const text: unknown = uni.getStorageSync(PREFIX + name);
    return typeof text === "string" && text !== "" ? text : null;
  },
  set: (name: string, text: string): void => uni.setStorageSync(PREFIX + name, text),
  remove: (name: string): void => uni.removeStorageSync(PREFIX + name),
};

/** Return what was kept under this name, or null. */
export function recall<T>(name: string): T | null {
  const text = disk.get(name);
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    return null; // an older version, or half a line: as if nothing had been kept
  }
}

/** Keep it; it is on the disk when this returns. */
export function keep(name: string, value: unknown): void {
  disk.set(name, JSON.stringify(value));
}

export function forget(name: string): void {
  disk.remove(name);
}
