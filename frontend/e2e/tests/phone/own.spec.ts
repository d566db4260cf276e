/** Account and privacy against the real server: a family, a copy, an erasure taken back, two devices. */
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { Phone } from "../../scenes/phone";
import { logIn } from "../../scenes/server";
import { expect, test } from "../../scenes/test";

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** A number of GB 11643 with its check digit. */
function identity(first17: string): string {
  const sum = WEIGHTS.reduce((all, weight, at) => all + weight * Number(first17[at]), 0);
  return first17 + "10X98765432"[sum % 11];
}

async function open(page: Page, path: string, as?: string): Promise<void> {
  await page.goto("about:blank");
  await page.goto(`/m/${as ? `?as=${as}` : ""}#/pages/${path}`);
}

test("a guardian is verified, confirms with the child's code, and agrees to one purpose", async ({
  page,
}) => {
  await Phone.at(page, new Date());
  await open(page, "own/name/name", "resident");
  await page.getByRole("button", { name: "同意，去填写" }).click();
  await page.getByRole("textbox", { name: "姓名" }).fill("田秀英");
  await page.getByRole("textbox", { name: "身份证号码" }).fill(identity("52062719660304002"));
  await page.getByRole("button", { name: "提交" }).click();
  await expect(page.getByText("已实名认证")).toBeVisible();
  await expect(page.getByText("田**")).toBeVisible();

  // Whoever had a guardian is taken for a minor from then on: nobody who signs up in these tests.
  await open(page, "own/guardians/guardians", "reviewer");
  await page.getByRole("button", { name: "生成邀请码" }).click();
  const code = await page.getByText(/^[2-9A-Z]{4} [2-9A-Z]{4} [2-9A-Z]{4}$/).innerText();

  await open(page, "own/wards/wards", "resident");
  await page.getByRole("textbox", { name: "邀请码" }).fill(code);
  await page.getByRole("button", { name: "我是监护人，确认" }).click();
  await page.getByRole("button", { name: "同意", exact: true }).first().click();
  await expect(page.getByText("已同意")).toHaveCount(1);

  await open(page, "own/guardians/guardians", "reviewer");
  await expect(page.getByText("同意：参加志愿服务", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "解除监护关系" }).click();
  await page.locator(".uni-modal__btn_primary").click();
  await expect(page.getByText("已确认的监护人")).toBeHidden();
});

test("a copy of one's data is asked for, made and fetched", async ({ page }) => {
  await open(page, "own/copy/copy", "volunteer");
  await page.getByRole("button", { name: "要一份副本" }).click();
  const fetched = page.waitForEvent("download");
  await page.getByRole("button", { name: /^下载/ }).first().click({ timeout: 60_000 });
  const file = await (await fetched).path();
  expect(readFileSync(file).subarray(0, 2).toString()).toBe("PK");
});

test("an erasure says what stays, and is taken back", async ({ page }) => {
  await open(page, "own/erasure/erasure", "resident");
  await page.getByRole("checkbox").click();
  await page.getByRole("button", { name: "申请注销" }).click();
  await page.locator(".uni-modal__btn_primary").click();
  await expect(page.getByText("按规定要留下的")).toBeVisible();
  await page.getByRole("button", { name: "不注销了，撤回申请" }).click();
  await expect(page.getByText("七天时间考虑")).toBeVisible();
});

test("another device is logged out from here", async ({ page, request }) => {
  const other = await logIn(request, "试用负责人", "leader");
  await open(page, "own/devices/devices", "leader");
  await expect(page.getByText("就是这台")).toHaveCount(1);
  const before = await page.getByRole("button", { name: "让它退出" }).count();
  await page.getByRole("button", { name: "让它退出" }).first().click();
  await page.locator(".uni-modal__btn_primary").click();
  await expect(page.getByRole("button", { name: "让它退出" })).toHaveCount(before - 1);
  await expect(async () => {
    await expect(other.ask("GET", "/me")).rejects.toThrow(/401|ended|登录/);
  }).toPass({ timeout: 20_000 });
});
