/** After the end: whom an activity served, who accepts it, the public notice, what people object to. */
import type { Page } from "@playwright/test";
import { logIn, open, told } from "../../scenes/server";
import { Volunteer } from "../../scenes/volunteer";
import { expect, test } from "../../scenes/test";

const MINUTE_MS = 60_000;
const BEGIN_MIN = -170;
const JOBS_MS = 180_000; // two that come round once a minute, one after the other

async function enter(page: Page, role: string, path: string): Promise<void> {
  await page.evaluate(() => sessionStorage.clear()).catch(() => undefined); // the next at this desk
  await page.goto(`/console/?as=${role}&at=${Date.now()}#${path}`);
}

test("an activity is reported, accepted by somebody else, shown, and objected to", async ({
  page,
  request,
}) => {
  test.setTimeout(300_000);
  const title = "敬老院大扫除";
  const begin = new Date(Date.now() + BEGIN_MIN * MINUTE_MS);
  const at = (minutes: number) => new Date(begin.getTime() + minutes * MINUTE_MS);
  const activity = await open(request, title, begin, 60, at(-30));
  const volunteer = await Volunteer.of(request, "罗德胜", activity, at(-20));
  await volunteer.checkIn(at(0));
  await volunteer.stay(at(0), 60, 55);
  await volunteer.checkOut(at(60));

  await page.goto("/console/?as=leader#/activities?view=closing");
  await expect(page.getByText("没有待审核的报告。")).toBeVisible();
  await page.getByRole("link", { name: title }).click();
  await expect(page.getByText("活动已结束。请写明服务了谁、多少人")).toBeVisible();
  await page.getByRole("button", { name: "填写结项报告" }).click();
  await page.getByRole("button", { name: "保存报告" }).click();
  await expect(page.getByText("请写明做了什么。")).toBeVisible();
  await expect(page.getByText("请写明服务对象和人数")).toBeVisible();
  await page.getByLabel("做了什么，效果怎样").fill("打扫房间二十间，陪老人聊天。");
  await page.getByLabel("第 1 类服务对象").fill("住院老人");
  await page.getByLabel("人数").fill("36");
  await page.getByRole("button", { name: "再加一类" }).click();
  await page.getByLabel("第 2 类服务对象").fill("护工");
  await page.getByLabel("人数").nth(1).fill("4");
  await expect(page.getByText("共服务 40 人次")).toBeVisible();
  await page.getByRole("button", { name: "保存报告" }).click();
  await expect(page.getByText("待另一位管理员审核。")).toBeVisible();
  await expect(page.getByRole("button", { name: "审核通过" })).toBeHidden(); // a leader writes

  await enter(page, "reviewer", "/activities?view=closing");
  await page.getByRole("link", { name: title }).click();
  await expect(page.getByText("住院老人 36 人")).toBeVisible();
  await page.getByRole("button", { name: "审核通过" }).click();
  await expect(page.getByText(/审核通过。$/)).toBeVisible();
  await expect(page.getByRole("button", { name: "修改报告" })).toBeHidden();
  const reviewer = await logIn(request, "试用审核人", "reviewer");
  const report = await reviewer.ask<{ beneficiaries: number; accepted_at: string | null }>(
    "GET",
    `/activities/${activity.id}/closing-report`,
  );
  expect(report.beneficiaries).toBe(40);
  expect(report.accepted_at).not.toBeNull();

  await expect(async () => {
    const { items } = await reviewer.ask<{ items: { activity_id: number }[] }>(
      "GET",
      "/publicity/activities",
    );
    expect(items.map(({ activity_id }) => activity_id)).toContain(activity.id);
  }).toPass({ timeout: JOBS_MS });
  await page.getByRole("link", { name: "公示" }).click();
  await expect(page.getByText("还剩 7 天")).toBeVisible();
  await page.getByRole("button", { name: `看时长：${title}` }).click();
  await expect(page.getByRole("cell", { name: "1 小时" })).toBeVisible();

  // Somebody at the desk objects, once; somebody else too, and an administrator answers.
  await page.getByRole("button", { name: `提出异议：${title}` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("名单里少了一位司机");
  await dialog.getByRole("button", { name: "提出异议" }).click();
  await expect(page.getByText("已提交异议。")).toBeVisible();
  await page.getByRole("button", { name: `提出异议：${title}` }).click();
  await dialog.getByRole("textbox").fill("再说一次");
  await dialog.getByRole("button", { name: "提出异议" }).click();
  await expect(dialog.getByText("您已对此提出过异议")).toBeVisible();
  await dialog.getByRole("button", { name: "返回" }).click();

  const neighbour = await logIn(request, "安玉梅", "volunteer");
  const text = "那天下午没有人来打扫";
  await neighbour.ask("POST", `/activities/${activity.id}/objections`, { text });
  await page.getByText("异议", { exact: true }).click();
  const row = page.getByRole("listitem").filter({ hasText: text });
  await expect(row.getByRole("link", { name: title })).toBeVisible();
  await row.getByRole("button", { name: `异议不成立：${title}` }).click();
  await dialog.getByRole("textbox").fill("护士站有登记，两点到三点在场");
  await dialog.getByRole("button", { name: "异议不成立" }).click();
  await expect(dialog).toBeHidden();
  await expect(row).toBeHidden();
  await told(neighbour, "异议不成立", "护士站有登记，两点到三点在场");
  // Nobody answers an objection of their own.
  await page.getByRole("button", { name: `异议成立：${title}` }).click();
  await dialog.getByRole("textbox").fill("确实少了一位");
  await dialog.getByRole("button", { name: "异议成立" }).click();
  await expect(dialog.getByText("不能处理自己提出的异议")).toBeVisible();
  await dialog.getByRole("button", { name: "返回" }).click();
  await page.getByText("不成立", { exact: true }).click();
  await expect(page.getByText("护士站有登记，两点到三点在场")).toBeVisible();
});
