/** Manual hours: filed with evidence, agreed to by two people, on notice, taken back. */
import type { Page } from "@playwright/test";
import { logIn, told, type Person } from "../../scenes/server";
import { expect, test } from "../../scenes/test";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

interface Claim {
  id: number;
  state: string;
  reason: string;
}

async function enter(page: Page, role: string, path: string): Promise<void> {
  await page.evaluate(() => sessionStorage.clear()).catch(() => undefined); // the next at this desk
  await page.goto(`/console/?as=${role}&at=${Date.now()}#${path}`);
}

async function file(person: Person, daysAgo: number, description: string): Promise<Claim> {
  const { items } = await person.ask<{ items: { id: number }[] }>("GET", "/organisations");
  const begin = Date.now() - daysAgo * DAY_MS;
  return person.ask("POST", "/manual-claims", {
    organisation_id: items[0]?.id,
    starts_at: new Date(begin).toISOString(),
    ends_at: new Date(begin + 2 * HOUR_MS).toISOString(),
    description,
    evidence: ["村支书在场，电话可查", "签到表第 3 页"],
  });
}

const now = (person: Person, { id }: Claim): Promise<Claim> =>
  person.ask("GET", `/manual-claims/${id}`);

test("two different people agree to a claim; it is credited, shown, and taken back", async ({
  page,
  request,
}) => {
  const person = await logIn(request, "冉冬梅", "volunteer");
  const claim = await file(person, 2, "山里没有信号，清理步道");

  await enter(page, "leader", "/claims");
  await expect(page.getByText("山里没有信号，清理步道")).toBeVisible();
  await expect(page.getByText("签到表第 3 页")).toBeVisible();
  await page.getByRole("button", { name: "认可：冉冬梅" }).click();
  await expect(page.getByText("没有这样的补录申请。")).toBeVisible();
  await told(person, "负责人已认可");
  await page.getByText("待管理员复核", { exact: true }).click();
  await expect(page.getByText("您已认可，请另一位管理员复核。")).toBeVisible();
  await expect(page.getByRole("button", { name: "复核并计入：冉冬梅" })).toBeHidden();

  await enter(page, "reviewer", "/claims");
  await page.getByText("待管理员复核", { exact: true }).first().click();
  await page.getByRole("button", { name: "复核并计入：冉冬梅" }).click();
  await expect(page.getByText(/已计入 2 小时/)).toBeVisible();
  expect((await now(person, claim)).state).toBe("credited");
  await told(person, "补录时长申请", "已核定");

  await page.getByRole("link", { name: "公示" }).click();
  await page.getByText("补录公示", { exact: true }).click();
  await expect(page.getByRole("heading", { name: /2 小时/ })).toBeVisible();

  await page.getByRole("link", { name: "补录" }).click();
  await page.getByText("已计入", { exact: true }).first().click();
  await page.getByRole("button", { name: "撤销：冉冬梅" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("签到表上没有她的名字");
  await dialog.getByRole("button", { name: "撤销" }).click();
  await expect(dialog).toBeHidden();
  expect(await now(person, claim)).toMatchObject({
    state: "reversed",
    reason: "签到表上没有她的名字",
  });
  await told(person, "已撤销", "签到表上没有她的名字");
});

test("a claim is refused with a reason that the volunteer reads", async ({ page, request }) => {
  const person = await logIn(request, "侯海燕", "volunteer");
  const claim = await file(person, 3, "帮忙搬家");
  await enter(page, "leader", "/claims");
  await page.getByRole("button", { name: "驳回：侯海燕" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("搬家不是志愿服务");
  await dialog.getByRole("button", { name: "驳回" }).click();
  await expect(dialog).toBeHidden();
  expect(await now(person, claim)).toMatchObject({ state: "refused", reason: "搬家不是志愿服务" });
  await told(person, "未通过", "搬家不是志愿服务");
});

test("who claims for themselves gives evidence, and leaves the decision to others", async ({
  page,
  request,
}) => {
  const leader = await logIn(request, "试用协调员", "leader");
  const field = (at: number): string =>
    new Date(at).toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" }).slice(0, 16);
  await enter(page, "leader", "/claims");
  await page.getByRole("button", { name: "为自己补录" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "提交申请" }).click();
  await expect(dialog.getByText("请填已结束、30 天之内")).toBeVisible();
  await expect(dialog.getByText("请写明做了什么。")).toBeVisible();
  await expect(dialog.getByText("至少一条、最多 10 条证明")).toBeVisible();
  const begin = Date.now() - 4 * DAY_MS;
  await dialog.getByLabel("开始").fill(field(begin).replace(" ", "T"));
  await dialog.getByLabel("结束").fill(field(begin + HOUR_MS).replace(" ", "T"));
  await dialog.getByLabel("做了什么").fill("布置宣讲会场");
  await dialog.getByLabel(/^证明/).fill("社区书记在场\n照片 12 号");
  await dialog.getByRole("button", { name: "提交申请" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("自己的申请由别人审核。")).toBeVisible();
  await expect(page.getByRole("button", { name: /^认可/ })).toBeHidden();
  const mine = await leader.ask<{ items: (Claim & { evidence: string[] })[] }>(
    "GET",
    "/me/manual-claims",
  );
  expect(mine.items[0]).toMatchObject({ state: "claim", evidence: ["社区书记在场", "照片 12 号"] });
  await page.getByRole("button", { name: /^撤回/ }).click();
  await expect(page.getByText("布置宣讲会场")).toBeHidden();
  const after = await leader.ask<{ items: Claim[] }>("GET", "/me/manual-claims");
  expect(after.items[0]?.state).toBe("withdrawn");
});
