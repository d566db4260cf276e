/** A minor's fields in the open: one asks, another agrees, each look is counted, and it ends. */
import type { APIRequestContext } from "@playwright/test";
import { administrator, applicant, items, place, team } from "../../scenes/county";
import { verified } from "../../scenes/people";
import { expect, test } from "../../scenes/test";

interface Asked {
  access: { id: number; state: string; decision: string; why: string };
  looks: number;
}

const YEARS = 16;

function bornYearsAgo(years: number): string {
  return `${new Date().getFullYear() - years}0105`;
}

async function squadWithMinor(request: APIRequestContext, village: string, nickname: string) {
  const admin = await administrator(request);
  const squad = await team(admin, `${village}小队`, await place(admin, village));
  const minor = await verified(request, nickname, "田小雨", bornYearsAgo(YEARS));
  await applicant(request, nickname, squad);
  const asks = () => items<Asked>(admin, `/minor-accesses?organisation_id=${squad.id}`);
  return { admin, squad, minor, asks };
}

test("is asked for with a reason, approved by another, looked at and ended", async ({
  page,
  request,
}) => {
  const { admin, squad, asks } = await squadWithMinor(request, "夹石村", "小雨");
  await page.goto(`/console/?as=reviewer#/organisations/${squad.id}/people`);
  await page.getByRole("button", { name: "查看小雨" }).click();
  await expect(page.getByText("未成年人", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "申请查看完整信息" }).click();
  await page.getByLabel("姓名").check();
  await page.getByRole("button", { name: "提交申请" }).click();
  await expect(page.getByText("请写明原因。")).toBeVisible();
  expect(await asks()).toEqual([]);
  await page.getByLabel("为什么需要").fill("活动中受伤，须联系家长");
  await page.getByLabel("需要几小时").fill("2");
  await page.getByRole("button", { name: "提交申请" }).click();
  await expect(page.getByText("已提交。")).toBeVisible();
  const [asked] = await asks();
  expect(asked?.access).toMatchObject({ state: "asked", why: "活动中受伤，须联系家长" });

  const path = `/minor-accesses/${asked?.access.id}`;
  await admin.ask("POST", `${path}/approve`, {});
  await page.getByText("未成年人信息查阅", { exact: true }).click();
  await expect(page.getByText("田小雨")).toBeHidden();
  await page.getByRole("button", { name: "查看（会记录）" }).click();
  await expect(page.getByText("田小雨")).toBeVisible();
  await expect(page.getByText("已查看 1 次")).toBeVisible();
  expect((await asks())[0]?.looks).toBe(1);

  await page.getByRole("button", { name: "提前结束" }).click();
  await expect(page.getByText("已结束", { exact: true })).toBeVisible();
  await expect(page.getByText("田小雨")).toBeHidden(); // what may be seen no more is gone
  expect((await asks())[0]?.access.state).toBe("ended");
});

test("is refused with a reason, or approved, by whoever did not ask", async ({ page, request }) => {
  const { admin, squad, minor, asks } = await squadWithMinor(request, "谯家村", "阿雨");
  const body = { minor_id: minor.id, organisation_id: squad.id, fields: ["phone"], hours: 2 };
  for (const why of ["想看看", "保险理赔"])
    await admin.ask("POST", "/minor-accesses", { ...body, why });
  await page.goto(`/console/?as=reviewer#/organisations/${squad.id}/accesses`);
  const row = (why: string) => page.getByRole("listitem").filter({ hasText: why });
  await row("想看看").getByRole("button", { name: "不批准" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("没有正当理由");
  await dialog.getByRole("button", { name: "不批准" }).click();
  await expect(dialog).toBeHidden();
  await expect(row("想看看")).toContainText("不批准：没有正当理由");
  await row("保险理赔").getByRole("button", { name: "批准", exact: false }).first().click();
  await expect(row("保险理赔")).toContainText("已批准");
  const states = (await asks()).map(({ access: { why, state } }) => [why, state]);
  expect(Object.fromEntries(states)).toEqual({ 想看看: "refused", 保险理赔: "approved" });
});
