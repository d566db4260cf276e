/** A volunteer objects to their hours; somebody at the desk decides, and the volunteer reads why. */
import type { APIRequestContext } from "@playwright/test";
import { logIn, open, told, type Person } from "../../scenes/server";
import { Volunteer } from "../../scenes/volunteer";
import { expect, test } from "../../scenes/test";

const MINUTE_MS = 60_000;
const BEGIN_MIN = -150;

interface Kept {
  state: string;
  disputable_until: string | null;
  settling: boolean;
  credited_seconds: number | null;
}

/** Served for an hour, credited, and objected to: it was half an hour more. */
async function objecting(
  request: APIRequestContext,
  title: string,
  name: string,
  north = 0,
): Promise<[Volunteer, Person]> {
  const begin = new Date(Date.now() + BEGIN_MIN * MINUTE_MS);
  const at = (minutes: number) => new Date(begin.getTime() + minutes * MINUTE_MS);
  const activity = await open(request, title, begin, 120, at(-30));
  const volunteer = await Volunteer.of(request, name, activity, at(-20));
  await volunteer.checkIn(at(0));
  await volunteer.stay(at(0), 60, north);
  await volunteer.checkOut(at(60));
  const person = await volunteer.logIn();
  const path = `/attendances/${volunteer.attendance}`;
  await expect(async () => {
    const kept = await person.ask<Kept>("GET", path);
    expect([kept.state, kept.settling]).toEqual(["credited", false]);
  }).toPass({ timeout: 60_000 });
  const reason = "我做到十点半才走，手机没电了";
  await person.ask("POST", `${path}/disputes`, {
    reason,
    start: at(0).toISOString(),
    end: at(90).toISOString(),
  });
  return [volunteer, person];
}

const outcome = async (person: Person) =>
  (await person.ask<{ items: { state: string; outcome: string }[] }>("GET", "/me/disputes"))
    .items[0];

test("an objection is granted: the time is put right and the volunteer told", async ({
  page,
  request,
}) => {
  const [, person] = await objecting(request, "敬老院包饺子", "田国庆");
  const before = await person.ask<{ seconds: number }>("GET", "/me/hours");
  await page.goto("/console/?as=reviewer#/reviews");
  await page.getByRole("button", { name: /敬老院包饺子/ }).click();
  await expect(page.getByText("我做到十点半才走，手机没电了")).toBeVisible();
  await expect(page.getByRole("button", { name: /维持原结果/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /^认可 A/ })).toBeHidden(); // it was once already
  await page.getByRole("button", { name: /更正时段/ }).click();
  await page.getByRole("button", { name: /按志愿者所说/ }).click();
  await page.getByLabel("理由").fill("带队老师证实她做到最后");
  await page.getByRole("button", { name: "确定" }).click();
  await expect(page.getByRole("button", { name: /敬老院包饺子/ })).toBeHidden();

  expect(await outcome(person)).toMatchObject({
    state: "granted",
    outcome: "带队老师证实她做到最后",
  });
  await told(person, "敬老院包饺子", "带队老师证实她做到最后");
  await expect(async () => {
    const after = await person.ask<{ seconds: number }>("GET", "/me/hours");
    expect(after.seconds - before.seconds).toBeGreaterThan(1_500);
  }).toPass({ timeout: 30_000 });
});

test("an objection is turned down: the hours stay, and the volunteer reads why", async ({
  page,
  request,
}) => {
  const [volunteer, person] = await objecting(request, "社区包粽子", "黄金凤", 30);
  const before = await person.ask<{ seconds: number }>("GET", "/me/hours");
  await page.goto("/console/?as=reviewer#/reviews");
  await page.getByRole("button", { name: /社区包粽子/ }).click();
  await page.getByRole("button", { name: /维持原结果/ }).click();
  await page.getByRole("button", { name: "确定" }).click();
  await expect(page.getByText("请写明理由。")).toBeVisible();
  await page.getByRole("button", { name: "已核对轨迹和负责人记录，原结果无误。" }).click();
  await page.getByRole("button", { name: "确定" }).click();
  await expect(page.getByRole("button", { name: /社区包粽子/ })).toBeHidden();

  const why = "已核对轨迹和负责人记录，原结果无误。";
  expect(await outcome(person)).toMatchObject({ state: "denied", outcome: why });
  await told(person, "社区包粽子", why);
  const after = await person.ask<{ seconds: number }>("GET", "/me/hours");
  expect(after.seconds).toBe(before.seconds);
  const reviewer = await logIn(request, "试用审核人", "reviewer");
  const waiting = await reviewer.ask<{ items: { id: number }[] }>("GET", "/reviews");
  expect(waiting.items.map(({ id }) => id)).not.toContain(volunteer.attendance);
});

test("positions that come while somebody decides are shown before the decision is taken", async ({
  page,
  request,
}) => {
  const [volunteer, person] = await objecting(request, "社区剪窗花", "崔丽娟", -30);
  await page.goto("/console/?as=reviewer#/reviews");
  await page.getByRole("button", { name: /社区剪窗花/ }).click();
  await page.getByRole("button", { name: /维持原结果/ }).click();
  const why = "负责人说十点就散了";
  await page.getByLabel("理由").fill(why);
  await volunteer.stay(new Date(Date.now() + (BEGIN_MIN + 60) * MINUTE_MS), 25, -30);
  const path = `/attendances/${volunteer.attendance}`;
  await expect(async () => {
    const { settling } = await person.ask<Kept>("GET", path);
    expect(settling).toBe(false);
  }).toPass({ timeout: 30_000 });
  await page.getByRole("button", { name: "确定" }).click();
  await expect(page.getByText("有新的定位数据到达，时长已重新计算")).toBeVisible();
  await expect(page.getByLabel("理由")).toHaveValue(why); // nothing is written twice
  await page.getByRole("button", { name: "确定" }).click();
  await expect(page.getByRole("button", { name: /社区剪窗花/ })).toBeHidden();
  expect(await outcome(person)).toMatchObject({ state: "denied", outcome: why });
});
