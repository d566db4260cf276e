/** When something may be done, as the server's rules say. */

const CHECK_IN_BEFORE_MS = 60 * 60_000;

/** From when on one may check in. */
export function checkInOpens(slot: { starts_at: string }): number {
  return Date.parse(slot.starts_at) - CHECK_IN_BEFORE_MS;
}
