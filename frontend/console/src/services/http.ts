/** The only caller of the network. Pages ask `api`; it is typed by the description of the server. */
import {
  createApi,
  fetchTransport,
  type Tokens,
  type TokenStore,
} from "@weiguang/common/api/client";

export { Offline, Problem } from "@weiguang/common/api/client";
export type { components } from "@weiguang/common/api/client";

const PLACE = "weiguang.login";
const watchers = new Set<() => void>();

/** The login, in this tab alone: the next person at a shared desk starts without it. */
export const tokens: TokenStore = {
  load() {
    const text = sessionStorage.getItem(PLACE);
    return text === null ? null : (JSON.parse(text) as Tokens);
  },
  save({ access_token, refresh_token }) {
    sessionStorage.setItem(PLACE, JSON.stringify({ access_token, refresh_token }));
  },
  clear() {
    sessionStorage.removeItem(PLACE);
  },
};

/** Be told when the login has ended and cannot be renewed. */
export function whenLoggedOut(told: () => void): void {
  watchers.add(told);
}

export const api = createApi({
  transport: fetchTransport(),
  tokens,
  onLoggedOut: () => watchers.forEach((told) => told()),
});
