/** Roles are given and ended, a subtree moves, and the log of it is read and written to a file. */
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { administrator, items, place, type Organisation } from "../../scenes/county";
import { openAs } from "../../scenes/desk";
import { logIn, type Person } from "../../scenes/server";
import { expect, test } from "../../scenes/test";

interface Held {
  nickname: string;
  role: string;
  organisation: string;
}

const roles = (by: Person, { id }: Organisation) => items<Held>(by, `/organisations/${id}/roles`);

async function numberOf(person: Person): Promise<string> {
  return (await person.ask<{ volunteer_no: string }>("GET", "/me")).volunteer_no;
}

async function titles(person: Person): Promise<string[]> {
  return (await items<{ title: string }>(person, "/me/notices")).map(({ title }) => title);
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

test("a role is given by volunteer number and ended with a reason; both are told", async ({
  page,
  request,
}) => {
  const admin = await administrator(request);
  const village = await place(admin, "晓景村");
  const person = await logIn(request, "杨主任", "volunteer");
  await page.goto(`/console/?as=reviewer#/organisations/${village.id}/roles`);
  await expect(page.getByText("还没有人担任角色")).toBeVisible();
  await button(page, "授予角色").click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "授予", exact: true })).toBeDisabled();
  await dialog.getByRole("textbox").fill(await numberOf(person));
  await dialog.getByRole("button", { name: "查找" }).click();
  await expect(dialog.getByText("杨**")).toBeVisible(); // as the look-up shows it
  await dialog.getByLabel(/^协调员/).check();
  await dialog.getByRole("button", { name: "授予", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("杨主任")).toBeVisible();
  expect(await roles(admin, village)).toMatchObject([
    { nickname: "杨主任", role: "coordinator", organisation: "晓景村" },
  ]);
  expect(await titles(person)).toEqual(["您有了新的角色"]);

  await page.getByRole("button", { name: /^收回：杨主任/ }).click();
  await dialog.getByRole("textbox").fill("换届");
  await dialog.getByRole("button", { name: "收回" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("还没有人担任角色")).toBeVisible();
  expect(await roles(admin, village)).toEqual([]);
  expect(await titles(person)).toEqual(["您的角色已收回", "您有了新的角色"]);
});

test("a township's administrator gives roles there and sees nothing of the neighbours", async ({
  page,
  request,
}) => {
  const admin = await administrator(request);
  const township = await place(admin, "淇滩镇");
  const neighbour = await place(admin, "客田镇");
  const person = await logIn(request, "淇滩管理员", "volunteer");
  const role = { role: "administrator", organisation_id: township.id };
  await admin.ask("POST", `/users/${person.id}/roles`, role);
  await openAs(page, "淇滩管理员", "/organisations");
  await expect(page.getByRole("heading", { name: "淇滩镇", level: 2 })).toBeVisible();
  await page.getByText("角色", { exact: true }).click();
  await expect(button(page, "授予角色")).toBeVisible();
  await page.goto(`/console/#/organisations/${neighbour.id}`);
  await expect(page.getByRole("heading", { name: "客田镇", level: 2 })).toBeVisible();
  await expect(button(page, "改名")).toBeHidden();
  await expect(page.getByText("角色", { exact: true })).toBeHidden();
});

test("a township moves with what is below it, after one has seen what that means", async ({
  page,
  request,
}) => {
  const admin = await administrator(request);
  const [old, target] = [await place(admin, "旧片区"), await place(admin, "新片区")];
  const township = await place(admin, "黑獭乡", old);
  await place(admin, "大溪村", township);
  const keeper = await logIn(request, "旧片区管理员", "volunteer");
  const role = { role: "administrator", organisation_id: old.id };
  await admin.ask("POST", `/users/${keeper.id}/roles`, role);

  await page.goto(`/console/?as=reviewer#/organisations/${township.id}`);
  await button(page, "移动").click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "移动" })).toBeDisabled();
  await dialog.getByRole("button", { name: "展开黑獭乡" }).waitFor();
  await dialog.getByRole("button", { name: "黑獭乡站（村、社区）" }).click();
  await expect(dialog.getByRole("alert")).toContainText("不能移到自己");
  await dialog.getByRole("button", { name: "新片区站（村、社区）" }).click();
  await expect(dialog.getByText("共移动 2 个组织")).toBeVisible();
  await expect(dialog.getByText("大溪村")).toBeVisible();
  await expect(dialog.getByText("旧片区管理员（旧片区管理员）")).toBeVisible();
  await dialog.getByRole("button", { name: "移动" }).click();
  await expect(dialog.getByText("请写明原因。")).toBeVisible();
  await dialog.getByRole("textbox").fill("区划调整");
  await dialog.getByRole("button", { name: "移动" }).click();
  await expect(dialog).toBeHidden();
  const now = await admin.ask<Organisation>("GET", `/organisations/${township.id}`);
  expect(now.parent_id).toBe(target.id);
  await expect(page.getByRole("button", { name: "展开新片区" })).toHaveAttribute(
    "aria-expanded",
    "true",
  );
});

test("the log says who did what, and why; a file of it is noted as well", async ({
  page,
  request,
}) => {
  const admin = await administrator(request);
  const village = await place(admin, "后坪村");
  await admin.ask("PATCH", `/organisations/${village.id}`, { name: "后坪新村" });
  await admin.ask("POST", `/organisations/${village.id}/close`, { reason: "合并" });
  await page.goto(`/console/?as=reviewer#/organisations/${village.id}/audit`);
  const rows = page.getByRole("listitem").filter({ has: page.getByRole("time") });
  await expect(rows).toHaveCount(3);
  await expect(rows.first()).toContainText("组织 · 停用");
  await expect(rows.first()).toContainText("原因：合并");
  await expect(rows.first()).toContainText("试用审核人");
  await rows.nth(1).getByText("改动 1 项").click();
  await expect(rows.nth(1).getByRole("row", { name: "name 后坪村 后坪新村" })).toBeVisible();

  await page.getByLabel("操作了什么").selectOption({ label: "角色" });
  await expect(page.getByText("没有符合条件的操作")).toBeVisible();
  await page.getByLabel("操作了什么").selectOption({ label: "组织" });
  await expect(rows).toHaveCount(3);
  await expect(button(page, "导出 CSV")).toBeDisabled();
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  await page.getByLabel("从").fill(today);
  await page.getByLabel("到（含当天）").fill(today);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    button(page, "导出 CSV").click(),
  ]);
  expect(file.suggestedFilename()).toBe(`后坪新村-${today}_${today}.csv`);
  expect(readFileSync(await file.path(), "utf8")).toContain("organisation.close");
  await page.getByLabel("操作了什么").selectOption({ label: "操作日志" });
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText("操作日志 · 导出");
});
