/** A whole service on a phone: from the sign-up to the hours, with a dead zone and an absence in between. */
import { beside, logIn, open } from "../../scenes/server";
import { Phone } from "../../scenes/phone";
import { expect, test } from "../../scenes/test";

const MINUTE_MS = 60_000;
const tremble = (step: number) => beside(6 * Math.sin(step), 6 * Math.cos(step * 1.7));

test("sign up, walk in, lose the network, leave and come back, check out: the hours appear", async ({
  page,
  request,
}) => {
  // All of it lies in the past by the real clock, so that the settlement has nothing to wait for.
  const start = new Date(Date.now() - 130 * MINUTE_MS);
  const begin = new Date(start.getTime() + 10 * MINUTE_MS);
  const activity = await open(request, "乌江岸线清理", begin, 100, start);
  const phone = await Phone.at(page, start);

  await phone.open("activities/activities", "volunteer");
  await page.getByText("乌江岸线清理").click();
  await page.getByRole("button", { name: "报名" }).click();
  await page.getByRole("checkbox", { name: "我已满 18 周岁" }).click();
  await page.getByRole("button", { name: "同意并报名" }).click();
  await expect(page.getByText("报名成功")).toBeVisible();

  await phone.open(`check-in/check-in?id=${activity.id}&slot=${activity.slots[0]?.id}`);
  await page.getByRole("button", { name: "同意，用定位签到" }).click();
  await phone.move(beside(0, -200), 12);
  await expect(page.getByText("还差 120 米，北方向")).toBeVisible();
  await phone.move(beside(0, -60), 10);
  await expect(page.getByText("您已在签到点内")).toBeVisible();
  const tapped = Date.now();
  await page.getByRole("button", { name: "签到", exact: true }).click();
  await expect(page.getByText(/\d\d:\d\d 签到/)).toBeVisible();
  console.log(`check-in, from the tap to the next screen: ${Date.now() - tapped} ms`);

  await phone.stay(20, tremble);
  await expect(page.getByText(/在服务点内/)).toBeVisible();

  await phone.offline(true);
  await phone.stay(10, tremble);
  await expect(page.getByText(/^[12]\d\s条位置等待上传/)).toBeVisible();
  await page.reload().catch(() => undefined); // WeChat may end a page at any moment: nothing is lost
  await phone.offline(false);
  await phone.open("service/service");
  await phone.stay(10, tremble);
  await expect(page.getByText("位置记录没有中断")).toBeVisible();
  // What waits for a full batch is what came since, not what came in the dead zone.
  await expect(page.getByText(/^(位置已全部上传|\d\s条位置等待上传)/)).toBeVisible();

  await phone.stay(20, (step) => beside(400 + step, 300));
  await expect(page.getByText(/不在服务点/)).toBeVisible();
  await phone.stay(10, tremble);

  await page.getByRole("button", { name: "签退" }).click();
  await page.locator(".uni-modal__btn_primary").click();
  await expect(page.getByText("时长核算").first()).toBeVisible();
  await expect(async () => {
    await phone.pass(5);
    await expect(page.getByText(/^核定/)).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  await expect(page.getByText("怎么算出来的")).toBeVisible();
  // What was recorded without network has arrived: no minute of it is unverified.
  await expect(page.getByText("待核实（没有计入）")).toBeHidden();

  const volunteer = await logIn(request, "试用志愿者", "volunteer");
  const hours = await volunteer.ask<{ seconds: number }>("GET", "/me/hours");
  // 50 minutes on site, of which 10 before the slot: what was taken off, and why, stands there.
  await expect(page.getByText(/不在活动时段内/)).toBeVisible();
  expect(hours.seconds / 60).toBeGreaterThan(37);
  expect(hours.seconds / 60).toBeLessThan(43);
  await phone.open("me/me");
  await expect(page.getByText("0.6 小时").first()).toBeVisible(); // rounded down
});
