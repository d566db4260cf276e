/** A reviewer decides by keyboard about time that nobody saw. */
import type { APIRequestContext } from "@playwright/test";
import { logIn, open, type Person } from "../../scenes/server";
import { Volunteer } from "../../scenes/volunteer";
import { expect, test } from "../../scenes/test";

const MINUTE_MS = 60_000;

/** A service of which the phone was silent for an hour: it waits for a look. */
async function silent(request: APIRequestContext, title: string, name: string): Promise<Volunteer> {
  const begin = new Date(Date.now() - 180 * MINUTE_MS);
  const at = (minutes: number) => new Date(begin.getTime() + minutes * MINUTE_MS);
  const activity = await open(request, title, begin, 120, at(-30));
  const volunteer = await Volunteer.of(request, name, activity, at(-20));
  await volunteer.checkIn(at(0));
  await volunteer.stay(at(0), 30);
  await volunteer.stay(at(90), 25);
  await volunteer.checkOut(at(115));
  return volunteer;
}

async function waits(reviewer: Person, volunteer: Volunteer): Promise<void> {
  await expect(async () => {
    const { items } = await reviewer.ask<{ items: { id: number }[] }>("GET", "/reviews");
    expect(items.map(({ id }) => id)).toContain(volunteer.attendance);
  }).toPass({ timeout: 30_000 });
}

test("unverified time is accepted from the keyboard, and credited", async ({ page, request }) => {
  const volunteer = await silent(request, "敬老院陪伴", "杨小娟");
  const reviewer = await logIn(request, "试用审核人", "reviewer");
  const path = `/attendances/${volunteer.attendance}`;
  await waits(reviewer, volunteer);
  const person = await volunteer.logIn();
  const before = await person.ask<{ seconds: number }>("GET", "/me/hours");

  await page.goto("/console/?as=reviewer#/reviews");
  await expect(page.getByRole("heading", { name: /敬老院陪伴/ })).toBeVisible();
  await expect(page.getByRole("complementary", { name: "决定" })).toBeVisible();
  await page.keyboard.press("u");
  await page.keyboard.type("负责人证实她一直在场");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText(/没有待审核的时长/)).toBeVisible();

  await expect(async () => {
    const after = await person.ask<{ seconds: number }>("GET", "/me/hours");
    expect((after.seconds - before.seconds) / 60).toBeGreaterThan(50);
  }).toPass({ timeout: 30_000 });
  const kept = await reviewer.ask<{ state: string; to_review: string | null }>("GET", path);
  expect([kept.state, kept.to_review]).toEqual(["credited", null]);
});

const DECISIONS = [
  { key: "a", reason: "位置记录完整的部分无误", state: "credited" },
  { key: "r", reason: "负责人说她没有来", state: "refused" },
] as const;

for (const { key, reason, state } of DECISIONS) {
  test(`${key.toUpperCase()} leaves the hours ${state}`, async ({ page, request }) => {
    const volunteer = await silent(request, `图书整理 ${key}`, `志愿者 ${key}`);
    const reviewer = await logIn(request, "试用审核人", "reviewer");
    await waits(reviewer, volunteer);
    await page.goto("/console/?as=reviewer#/reviews");
    await expect(page.getByRole("heading", { name: `图书整理 ${key}` })).toBeVisible();
    await expect(page.getByRole("complementary", { name: "决定" })).toBeVisible();
    await page.keyboard.press(key);
    await page.keyboard.press("Control+Enter");
    await expect(page.getByText(/写|填/).first()).toBeVisible(); // without a reason nothing is sent
    await page.keyboard.type(reason);
    await page.keyboard.press("Control+Enter");
    await expect(async () => {
      const path = `/attendances/${volunteer.attendance}`;
      const kept = await reviewer.ask<{ state: string; to_review: string | null }>("GET", path);
      expect([kept.state, kept.to_review]).toEqual([state, null]);
    }).toPass({ timeout: 30_000 });
  });
}
