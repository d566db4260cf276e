/** What becomes of a public activity at the desk: stopped, gone on with, taken back, called off. */
import type { Page } from "@playwright/test";
import { logIn, open, told, type Activity } from "../../scenes/server";
import { expect, test } from "../../scenes/test";
import { sayOfAge } from "../../scenes/volunteer";

const DAY_MS = 86_400_000;
const tomorrow = (): Date => new Date(Date.now() + DAY_MS);

async function give(page: Page, deed: string, reason: string): Promise<void> {
  await page.getByRole("button", { name: deed, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("heading", { name: `${deed}：` })).toBeVisible();
  await dialog.getByRole("button", { name: deed, exact: true }).click();
  await expect(dialog.getByText("请写明原因。")).toBeVisible(); // nothing is done without one
  await dialog.getByRole("textbox").fill(reason);
  await dialog.getByRole("button", { name: deed, exact: true }).click();
  await expect(dialog).toBeHidden();
}

test("an activity is stopped, goes on, and is called off; who signed up is told each time", async ({
  page,
  request,
}) => {
  const { id } = await open(request, "河道清漂", tomorrow());
  const leader = await logIn(request, "试用负责人", "leader");
  const volunteer = await logIn(request, "张小芳", "volunteer");
  const now = () => leader.ask<Activity>("GET", `/activities/${id}`);
  await sayOfAge(volunteer);
  await volunteer.ask("POST", `/activities/${id}/signups`, {});

  await page.goto(`/console/?as=leader#/activities/${id}`);
  await expect(page.getByRole("heading", { name: "河道清漂" })).toBeVisible();
  // Somebody relies on it: it cannot be taken back any more.
  await expect(page.getByRole("button", { name: "取消发布" })).toBeHidden();

  await give(page, "中止", "上游涨水，暂停");
  await expect(page.getByText("已中止", { exact: true })).toBeVisible();
  await expect(page.getByText("原因：上游涨水，暂停")).toBeVisible();
  expect((await now()).state).toBe("suspended");
  await told(volunteer, "河道清漂", "已中止：上游涨水，暂停");

  await page.getByRole("button", { name: "恢复" }).click();
  await expect(page.getByText("招募中")).toBeVisible();
  await expect(page.getByText("上游涨水，暂停")).toBeHidden();
  expect((await now()).state).toBe("approved");
  await told(volunteer, "河道清漂", "已恢复，照常进行");

  await give(page, "取消活动", "连日大雨，不再举办");
  await expect(page.getByText("已取消", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "修改文字" })).toBeHidden();
  expect(await now()).toMatchObject({ state: "cancelled", state_reason: "连日大雨，不再举办" });
  await told(volunteer, "河道清漂", "连日大雨，不再举办");
  const mine = await volunteer.ask<{ items: { sign_up: { state: string } }[] }>(
    "GET",
    `/me/signups?activity_id=${id}`,
  );
  expect(mine.items.map(({ sign_up }) => sign_up.state)).toEqual(["cancelled"]);
});

test("what nobody has signed up for is taken back, mended and submitted again", async ({
  page,
  request,
}) => {
  const { id } = await open(request, "旧衣整理", tomorrow());
  const leader = await logIn(request, "试用负责人", "leader");
  const now = () => leader.ask<Activity>("GET", `/activities/${id}`);
  await page.goto(`/console/?as=leader#/activities/${id}`);
  await give(page, "取消发布", "地点写错了");
  await expect(page.getByText("已取消发布", { exact: true })).toBeVisible();
  expect(await now()).toMatchObject({ state: "unpublished", state_reason: "地点写错了" });
  await page.getByRole("button", { name: "修改文字" }).click();
  await page.getByLabel("名称").fill("旧衣整理（城南）");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("heading", { name: "旧衣整理（城南）" })).toBeVisible();
  await page.getByRole("button", { name: "提交审核" }).click();
  await expect(page.getByText("待审核", { exact: true })).toBeVisible();
  expect((await now()).state).toBe("submitted");
});

test("somebody who signed up meanwhile keeps an activity from being taken back, and it is said why", async ({
  page,
  request,
}) => {
  const { id } = await open(request, "护学岗", tomorrow());
  await page.goto(`/console/?as=leader#/activities/${id}`);
  await page.getByRole("button", { name: "取消发布" }).click();
  const volunteer = await logIn(request, "张小芳", "volunteer");
  await sayOfAge(volunteer);
  await volunteer.ask("POST", `/activities/${id}/signups`, {});
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("想改时间");
  await dialog.getByRole("button", { name: "取消发布" }).click();
  await expect(dialog.getByText("已有志愿者报名，不能取消发布")).toBeVisible();
  await dialog.getByRole("button", { name: "返回" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "取消发布" })).toBeHidden(); // as it is now
  await expect(page.getByText("已报名 1 / 10")).toBeVisible();
});

test("a reviewer sends an activity back with a reason, then approves it", async ({
  page,
  request,
}) => {
  const leader = await logIn(request, "试用负责人", "leader");
  const { id } = await open(request, "义务植树", tomorrow());
  await leader.ask("POST", `/activities/${id}/unpublish`, { reason: "补充安全措施" });
  await leader.ask("POST", `/activities/${id}/submit`, {});
  await page.goto("/console/?as=reviewer#/activities?view=queue");
  await page.getByRole("button", { name: "驳回 · 义务植树" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("请写明集合地点");
  await dialog.getByRole("button", { name: "驳回" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "驳回 · 义务植树" })).toBeHidden();
  await told(leader, "义务植树", "请写明集合地点");
  await leader.ask("POST", `/activities/${id}/submit`, {});
  await page.reload();
  await page.getByRole("button", { name: "审核通过 · 义务植树" }).click();
  await expect(page.getByRole("button", { name: "审核通过 · 义务植树" })).toBeHidden();
  const { state } = await leader.ask<Activity>("GET", `/activities/${id}`);
  expect(state).toBe("approved");
  await told(leader, "义务植树", "已通过");
});
