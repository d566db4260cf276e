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

const isSomebody = (user: User | null): boolean => user !== null;

export const ENTRIES: readonly Entry[] = [
  { text: "needs.title", path: "residents/needs/needs", shows: isSomebody },
  { text: "publicity.title", path: "residents/publicity/publicity", shows: isSomebody },
  { text: "learning.title", path: "own/learning/learning", shows: isSomebody },
  { text: "own.entry", path: "own/home/home", shows: isSomebody },
  {
    text: "leader.entry",
    path: "leader/home/home",
    shows: (user) => user?.roles.some(({ role }) => role !== "volunteer") ?? false,
  },
];
