/** Who may come, who may stay away: decided in the list of sign-ups, and told to the volunteer. */
import type { Page } from "@playwright/test";
import { logIn, open, told, type Person } from "../../scenes/server";
import { expect, test } from "../../scenes/test";
import { sayOfAge } from "../../scenes/volunteer";

const TOMORROW_MS = 86_400_000;

interface SignUp {
  id: number;
  state: string;
  leave: string | null;
  reason: string;
}

async function own(person: Person, activity: number): Promise<SignUp | undefined> {
  const path = `/me/signups?activity_id=${activity}`;
  const { items } = await person.ask<{ items: { sign_up: SignUp }[] }>("GET", path);
  return items[0]?.sign_up;
}

async function decide(page: Page, deed: string, who: string, reason: string): Promise<void> {
  await page.getByRole("button", { name: `${deed}：${who}`, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: deed, exact: true }).click();
  await expect(dialog.getByText("请写明原因。")).toBeVisible();
  await dialog.getByRole("textbox").fill(reason);
  await dialog.getByRole("button", { name: deed, exact: true }).click();
  await expect(dialog).toBeHidden();
}

test("of those who apply one is taken and one turned down, and both are told", async ({
  page,
  request,
}) => {
  const begin = new Date(Date.now() + TOMORROW_MS);
  const more = { sign_ups_reviewed: true };
  const { id } = await open(request, "图书馆讲解员", begin, 60, undefined, more);
  const taken = await logIn(request, "罗玉梅", "volunteer");
  const other = await logIn(request, "侯建国", "volunteer");
  for (const each of [taken, other]) {
    await sayOfAge(each);
    await each.ask("POST", `/activities/${id}/signups`, {});
  }

  await page.goto(`/console/?as=leader#/activities/${id}`);
  await page.getByRole("link", { name: "报名名单" }).click();
  await page.getByRole("button", { name: "录取：罗玉梅", exact: true }).click();
  const row = page.getByRole("row", { name: /罗玉梅/ });
  await expect(row.getByText("已录取")).toBeVisible();
  await decide(page, "不录取", "侯建国", "讲解员须会普通话");
  await expect(page.getByRole("row", { name: /侯建国/ }).getByText("未录取")).toBeVisible();
  expect((await own(taken, id))?.state).toBe("confirmed");
  await told(taken, "图书馆讲解员", "已录取");
  expect(await own(other, id)).toMatchObject({ state: "rejected", reason: "讲解员须会普通话" });
  await told(other, "图书馆讲解员", "未录取", "讲解员须会普通话");

  await decide(page, "移出", "罗玉梅", "与另一场时间冲突");
  await expect(row.getByText("移出", { exact: true })).toBeVisible();
  expect((await own(taken, id))?.state).toBe("removed");
  await told(taken, "图书馆讲解员", "与另一场时间冲突");
});

test("who asks to be excused is excused, or keeps the place with a reason", async ({
  page,
  request,
}) => {
  const { id } = await open(request, "夜间巡逻", new Date(Date.now() + TOMORROW_MS));
  const people = [];
  for (const [name, reason] of [
    ["安春花", "孩子发烧，要去医院"],
    ["肖永贵", "想睡觉"],
  ] as const) {
    const person = await logIn(request, name, "volunteer");
    await sayOfAge(person);
    const { id: signUp } = await person.ask<SignUp>("POST", `/activities/${id}/signups`, {});
    await person.ask("POST", `/activities/${id}/signups/${signUp}/leave`, { reason });
    people.push(person);
  }
  const [excused, kept] = people as [Person, Person];

  await page.goto(`/console/?as=leader#/activities/${id}/signups`);
  await expect(page.getByText("请假：孩子发烧，要去医院")).toBeVisible();
  await page.getByRole("button", { name: "准假：安春花", exact: true }).click();
  await expect(page.getByRole("button", { name: "准假：安春花", exact: true })).toBeHidden();
  await decide(page, "不准假", "肖永贵", "人手不够，请尽量到岗");
  await expect(page.getByRole("button", { name: "准假：肖永贵", exact: true })).toBeHidden();

  expect(await own(excused, id)).toMatchObject({ state: "excused", leave: "granted" });
  expect(await own(kept, id)).toMatchObject({ state: "confirmed", leave: "refused" });
  await told(excused, "夜间巡逻", "已准假");
  await told(kept, "夜间巡逻", "人手不够，请尽量到岗");
});
