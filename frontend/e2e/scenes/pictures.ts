/** Taking pictures: of the demo when it is all there, as PNG into one folder. */
import path from "node:path";
import { expect, type APIRequestContext, type Page } from "@playwright/test";
import { logIn, type Activity, type Person } from "./server";

const FOLDER = process.env.WEIGUANG_PICTURES ?? path.resolve("test-results/pictures");
const DEMO_MS = 240_000;
/** So many attendances of yesterday are in the queue for certain. */
const WAITING = 3;
/** The live board is never at rest. */
const REST_MS = 4_000;
/** Time for the map's lines and the fade of a dialog. */
const SETTLE_MS = 900;

export async function take(page: Page, name: string): Promise<void> {
  await page.waitForLoadState("networkidle", { timeout: REST_MS }).catch(() => undefined);
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({ path: path.join(FOLDER, `${name}.png`), animations: "disabled" });
}

interface Waiting {
  activity_id: number;
  activity: { title: string };
}

export interface Demo {
  /** The activity whose attendances wait for a review: over, and in no list. */
  yesterday: number;
  reviewer: Person;
  /** Activities by a part of their title. */
  named(part: string): Activity;
}

/** Wait until the demo has filled the queue of reviews, which it does last. */
export async function demo(request: APIRequestContext): Promise<Demo> {
  const reviewer = await logIn(request, "试用管理员", "reviewer");
  const list = async <T>(query: string): Promise<T[]> =>
    (await reviewer.ask<{ items: T[] }>("GET", query)).items;
  // The walks that are replayed first wait there too, for a while.
  const queue = async (): Promise<Waiting[]> =>
    (await list<Waiting>("/reviews")).filter(({ activity }) => activity.title.includes("昨天"));
  await expect
    .poll(async () => (await queue()).length, { timeout: DEMO_MS })
    .toBeGreaterThanOrEqual(WAITING);
  const approved = await list<Activity>("/activities?limit=100");
  const activities = [...approved, ...(await list<Activity>("/activities?state=submitted"))];
  const named = (part: string): Activity => {
    const found = activities.find(({ title }) => title.includes(part));
    if (found === undefined) throw new Error(`the demo has no ${part}`);
    return found;
  };
  return { reviewer, named, yesterday: (await queue())[0]?.activity_id ?? 0 };
}

/** An activity with its slots, which the list leaves out. */
export function whole(by: Person, { id }: Activity): Promise<Activity> {
  return by.ask("GET", `/activities/${id}`);
}
