/** Every deed on an organisation and on a team's members is clicked, and the server says what came of it. */
import type { Page } from "@playwright/test";
import {
  administrator,
  applicant,
  below,
  items,
  members,
  place,
  team,
  type Organisation,
} from "../../scenes/county";
import type { Person } from "../../scenes/server";
import { openAs } from "../../scenes/desk";
import { expect, test } from "../../scenes/test";

interface Deed {
  deed: string;
  reason: string;
  row_id: number;
}

async function show(page: Page, { id, name }: Organisation, as = "reviewer"): Promise<void> {
  await page.goto(`/console/?as=${as}#/organisations/${id}`);
  await expect(page.getByRole("heading", { name, level: 2 })).toBeVisible();
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

async function deedOn(by: Person, deed: string, row: number): Promise<Deed | undefined> {
  const found = await items<Deed>(by, `/audit-entries?deed=${deed}&row_id=${row}`);
  return found[0];
}

test("a village is added, renamed, closed and opened again", async ({ page, request }) => {
  const admin = await administrator(request);
  const township = await place(admin, "官舟镇");
  await show(page, township);
  await button(page, "新增下级").click();
  await page.getByLabel("名称").fill("黄龙村");
  await page.getByLabel("类型").selectOption({ label: "站（村、社区）" });
  await button(page, "新增").click();
  await expect(page.getByRole("heading", { name: "黄龙村", level: 2 })).toBeVisible();
  const nav = page.getByRole("navigation", { name: "组织" });
  await expect(nav.getByRole("button", { name: "黄龙村站" })).toBeVisible();
  const [added] = await below(admin, township);
  expect(added).toMatchObject({ name: "黄龙村", kind: "station", parent_id: township.id });
  if (added === undefined) throw new Error("nothing was added");

  await button(page, "改名").click();
  await page.getByLabel("名称").fill("黄龙新村");
  await button(page, "保存").click();
  await expect(page.getByRole("heading", { name: "黄龙新村", level: 2 })).toBeVisible();
  await expect(nav.getByRole("button", { name: "黄龙新村站" })).toBeVisible();
  expect((await below(admin, township)).map(({ name }) => name)).toEqual(["黄龙新村"]);

  await button(page, "停用").click();
  const dialog = page.getByRole("dialog");
  await button(page, "停用").last().click();
  await expect(dialog.getByText("请写明原因。")).toBeVisible(); // nothing without a reason
  expect((await below(admin, township))[0]?.closed_at).toBeNull();
  await dialog.getByRole("textbox").fill("并入官舟社区");
  await dialog.getByRole("button", { name: "停用" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("已停用")).toBeVisible();
  await expect(button(page, "新增下级")).toBeHidden();
  expect((await below(admin, township))[0]?.closed_at).not.toBeNull();
  expect((await deedOn(admin, "organisation.close", added.id))?.reason).toBe("并入官舟社区");

  await button(page, "恢复").click();
  await dialog.getByRole("textbox").fill("并错了");
  await dialog.getByRole("button", { name: "恢复" }).click();
  await expect(page.getByText("已停用")).toBeHidden();
  expect((await below(admin, township))[0]?.closed_at).toBeNull();
});

test("what is refused is said where it was asked, and nothing changes", async ({
  page,
  request,
}) => {
  const admin = await administrator(request);
  const township = await place(admin, "沙子镇");
  await place(admin, "明星村", township);
  await show(page, township);
  await button(page, "新增下级").click();
  await page.getByLabel("名称").fill("明星村");
  await button(page, "新增").click();
  await expect(page.getByRole("alert")).toContainText("同名");
  await expect(page.getByLabel("名称")).toHaveValue("明星村"); // to be corrected, not typed again
  await button(page, "返回").click();
  await expect(page.getByRole("alert")).toBeHidden();
  expect(await below(admin, township)).toHaveLength(1);

  await button(page, "停用").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("撤并");
  await dialog.getByRole("button", { name: "停用" }).click();
  await expect(dialog.getByRole("alert")).toContainText("明星村");
  await dialog.getByRole("button", { name: "返回" }).click();
  await expect(dialog).toBeHidden();
  await expect(button(page, "停用")).toBeVisible();
});

test("a team takes in, refuses, has a leader, and lets go", async ({ page, request }) => {
  const admin = await administrator(request);
  const village = await place(admin, "思渠村");
  await show(page, village);
  await button(page, "新增下级").click();
  await page.getByLabel("名称").fill("思渠护河小队");
  await page.getByLabel("类型").selectOption({ label: "小队" });
  await button(page, "新增").click();
  await expect(page.getByRole("heading", { name: "思渠护河小队", level: 2 })).toBeVisible();
  const [squad] = await items<Organisation>(admin, `/organisations?place_id=${village.id}`);
  expect(squad).toMatchObject({ kind: "squad", parent_id: null, place_id: village.id });
  if (squad === undefined) throw new Error("there is no team");
  await expect(page.getByText("这里没有人")).toBeVisible();

  await applicant(request, "冉江", squad);
  const refused = await applicant(request, "田甜", squad);
  await page.getByText("申请中", { exact: true }).click();
  await button(page, "同意加入：冉江").click();
  await expect(button(page, "同意加入：冉江")).toBeHidden();
  await button(page, "不同意：田甜").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("人数已满，请下季度再来");
  await dialog.getByRole("button", { name: "不同意" }).click();
  await expect(dialog).toBeHidden();
  expect(await members(admin, squad, "applied")).toEqual([]);
  expect(await members(admin, squad, "refused")).toMatchObject([
    { nickname: "田甜", reason: "人数已满，请下季度再来" },
  ]);
  const [told] = await items<{ body: string }>(refused, "/me/notices");
  expect(JSON.stringify(told)).toContain("人数已满，请下季度再来");

  await page.getByText("队员", { exact: true }).last().click();
  await button(page, "任命为队长：冉江").click();
  await expect(page.getByText("队长", { exact: true })).toBeVisible();
  expect(await members(admin, squad, "member")).toMatchObject([{ nickname: "冉江", leads: true }]);

  await button(page, "移出：冉江").click();
  await dialog.getByRole("textbox").fill("已搬离本县");
  await dialog.getByRole("button", { name: "移出" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("这里没有人")).toBeVisible();
  expect(await members(admin, squad, "removed")).toMatchObject([
    { nickname: "冉江", leads: false, reason: "已搬离本县" },
  ]);
});

test("a coordinator of a team decides about members, and has no deeds on the tree", async ({
  page,
  request,
}) => {
  const admin = await administrator(request);
  const village = await place(admin, "塘坝村");
  const squad = await team(admin, "塘坝助老小队", village);
  await applicant(request, "崔组长", squad);
  const [applied] = await members(admin, squad, "applied");
  const path = `/organisations/${squad.id}/memberships/${applied?.id}`;
  await admin.ask("POST", `${path}/decide`, { accept: true });
  await admin.ask("POST", `${path}/lead`, {});
  await applicant(request, "罗丽", squad);

  await openAs(page, "崔组长", "/organisations");
  await expect(page.getByRole("heading", { name: "塘坝助老小队", level: 2 })).toBeVisible();
  await expect(button(page, "改名")).toBeHidden();
  await expect(button(page, "停用")).toBeHidden();
  await page.getByText("申请中", { exact: true }).click();
  await button(page, "同意加入：罗丽").click();
  await expect(page.getByText("这里没有人")).toBeVisible();
  expect((await members(admin, squad, "member")).map(({ nickname }) => nickname)).toEqual([
    "崔组长",
    "罗丽",
  ]);
});
