/** A reviewer decides by keyboard about time that nobody saw. */
import { logIn, open } from "../../scenes/server";
import { Volunteer } from "../../scenes/volunteer";
import { expect, test } from "../../scenes/test";

const MINUTE_MS = 60_000;

test("unverified time is accepted from the keyboard, and credited", async ({ page, request }) => {
  const begin = new Date(Date.now() - 180 * MINUTE_MS);
  const at = (minutes: number) => new Date(begin.getTime() + minutes * MINUTE_MS);
  const activity = await open(request, "敬老院陪伴", begin, 120, at(-30));
  const volunteer = await Volunteer.of(request, "杨小娟", activity, at(-20));
  await volunteer.checkIn(at(0));
  await volunteer.stay(at(0), 30);
  await volunteer.stay(at(90), 25); // an hour without a word from the phone
  await volunteer.checkOut(at(115));

  const reviewer = await logIn(request, "试用审核人", "reviewer");
  const path = `/attendances/${volunteer.attendance}`;
  await expect(async () => {
    const { items } = await reviewer.ask<{ items: { id: number }[] }>("GET", "/reviews");
    expect(items.map(({ id }) => id)).toContain(volunteer.attendance);
  }).toPass({ timeout: 30_000 });
  const person = await volunteer.logIn();
  const before = await person.ask<{ seconds: number }>("GET", "/me/hours");

  await page.goto("/console/?as=reviewer#/reviews");
  await expect(page.getByRole("heading", { name: /敬老院陪伴/ })).toBeVisible();
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
