/** The leader's square code, read by the camera of a browser; and a browser that may not look. */
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { LAUNCH } from "../../playwright.config";
import { cameraOf, hold } from "../../scenes/camera";
import { logIn, open, type Activity, type Person } from "../../scenes/server";
import { expect, test } from "../../scenes/test";

const FILE = path.join(tmpdir(), `weiguang-camera-${process.pid}.y4m`);
const HALF_MINUTE_MS = 30_000;
test.use({ launchOptions: { ...LAUNCH, args: [...LAUNCH.args, ...cameraOf(FILE)] } });

/** Who has signed up stands at the page of the check-in, and would rather not be located. */
async function atTheSite(page: Page, activity: Activity, volunteer: Person): Promise<void> {
  const slot = activity.slots[0]?.id ?? 0;
  await volunteer.ask("POST", `/activities/${activity.id}/signups`, { slot_id: slot });
  await page.goto(`/m/?as=resident#/pages/check-in/check-in?id=${activity.id}&slot=${slot}`);
  const rather = page.getByRole("button", { name: "不同意，用签到码" });
  const scans = page.getByRole("button", { name: "扫码签到" });
  await expect(rather.or(scans).first()).toBeVisible();
  if (await rather.isVisible()) await rather.click();
}

test("the code in front of the camera checks in, and nobody is located", async ({
  page,
  request,
}) => {
  hold(FILE);
  const activity = await open(request, "扫码的活动", new Date(Date.now() + 60_000));
  const leader = await logIn(request, "试用负责人", "leader");
  const volunteer = await logIn(request, "试用居民", "resident");
  await atTheSite(page, activity, volunteer);
  await page.getByRole("button", { name: "扫码签到" }).click();
  await expect(page.getByRole("dialog", { name: "扫码" })).toBeVisible();
  await expect(page.getByText("请把负责人手机上的方块码放到画面中间")).toBeVisible();
  await page.getByRole("button", { name: "取消" }).click();
  await expect(page.getByText("没有扫到签到码")).toBeVisible();

  const path = `/activities/${activity.id}/code?slot_id=${activity.slots[0]?.id}`;
  const { qr } = await leader.ask<{ qr: string }>("GET", path);
  hold(FILE, qr);
  const begun = Date.now();
  await page.getByRole("button", { name: "扫码签到" }).click();
  await expect(page.getByText(/\d\d:\d\d 签到/)).toBeVisible({ timeout: HALF_MINUTE_MS });
  console.log(`scanned, from the tap to the next screen: ${Date.now() - begun} ms`);
  await page.getByRole("button", { name: "签退", exact: true }).click();
  await page.locator(".uni-modal__btn_primary").click();
  await expect(page.getByText("时长核算").first()).toBeVisible();
});

test("a camera that is not allowed: what to do instead is said", async ({ page, request }) => {
  await page.addInitScript(() => {
    // As a browser answers whose owner has said no.
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException("denied", "NotAllowedError"));
  });
  const activity = await open(request, "不许看的活动", new Date(Date.now() + 3 * 3_600_000));
  await atTheSite(page, activity, await logIn(request, "试用居民", "resident"));
  await page.getByRole("button", { name: "扫码签到" }).click();
  await expect(page.getByText("没有允许使用摄像头")).toBeVisible();
  await expect(page.getByText("也可以输入六位数字")).toBeVisible();
  await page.getByRole("button", { name: "知道了" }).click();
  await expect(page.getByRole("button", { name: "用签到码签到" })).toBeVisible();
});
