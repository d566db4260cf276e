/** What "me" leads to beside the volunteer's own pages: each part of the app adds its line. */
import type { TextKey } from "./texts";
import type { User } from "./services/shapes";

export interface Entry {
  text: TextKey;
  /** Path below /pages/. */
  path: string;
  /** Who sees it. */
  shows: (user: User | null) => boolean;
}

export const ENTRIES: readonly Entry[] = [
  {
    text: "leader.entry",
    path: "leader/home/home",
    shows: (user) => user?.roles.some(({ role }) => role !== "volunteer") ?? false,
  },
];
