/** A place is described, photographed and given rooms; what its phone page will say is asked of the server. */
import type { Page } from "@playwright/test";
import { administrator, items, place, team } from "../../scenes/county";
import { expect, test } from "../../scenes/test";

interface Venue {
  address: string;
  contact: { name: string; phone: string };
  weekly: { weekday: number; opens: string; closes: string }[];
  exceptions: { date: string; spans: unknown[]; note: string }[];
  photos: { id: number }[];
  longitude: number;
  latitude: number;
}
interface Room {
  name: string;
  capacity: number;
  closed_at: string | null;
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** A picture of four thousand pixels, as a phone's camera makes it. */
async function photo(page: Page): Promise<Buffer> {
  const [, base64 = ""] = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [4000, 3000];
    const context = canvas.getContext("2d");
    if (context !== null) {
      context.fillStyle = "#b0251c";
      context.fillRect(0, 0, 4000, 3000);
    }
    return canvas.toDataURL("image/png").split(",");
  });
  return Buffer.from(base64, "base64");
}

test("a place is put on the map, with hours and a contact", async ({ page, request }) => {
  const admin = await administrator(request);
  const station = await place(admin, "土地坳村");
  await page.goto(`/console/?as=reviewer#/organisations/${station.id}/venue`);
  await expect(page.getByText("还没有填写。")).toBeVisible();
  await button(page, "保存").click();
  await expect(page.getByText("请在地图上点出位置")).toBeVisible();
  await page.locator(".leaflet-container").click({ position: { x: 200, y: 120 } });
  await expect(page.getByLabel("经度")).not.toHaveValue("");
  await page.getByLabel("地址").fill("土地坳村委会旁");
  await page.getByLabel("联系人").fill("王芳");
  await page.getByLabel("星期一").fill("9点到12点");
  await button(page, "保存").click();
  await expect(page.getByText("标红的时间看不懂")).toBeVisible();
  await expect(page.getByText("联系人和电话都要填")).toBeVisible();
  await page.getByLabel("联系电话").fill("13800138000");
  await page.getByLabel("星期一").fill("9:00-12:00，14:00-17:30");
  await page.getByLabel("星期一").blur();
  await button(page, "每天都同星期一").click();
  await page.getByLabel("星期日").fill("");
  await button(page, "添加日期").click();
  await page.getByLabel("日期", { exact: true }).fill("2027-01-01");
  await page.getByLabel("说明").fill("元旦");
  await button(page, "保存").click();
  await expect(page.getByText("手机“附近阵地”里看到的就是这些")).toBeVisible();

  const path = `/venues/${station.id}`;
  const venue = await admin.ask<Venue>("GET", path);
  expect(venue).toMatchObject({ address: "土地坳村委会旁" });
  expect(venue.contact).toEqual({ name: "王芳", phone: "13800138000" });
  expect(venue.weekly).toHaveLength(12);
  expect(venue.weekly[0]).toEqual({ weekday: 1, opens: "09:00", closes: "12:00" });
  expect(venue.exceptions).toEqual([{ date: "2027-01-01", spans: [], note: "元旦" }]);
  await page.reload();
  await expect(page.getByLabel("地址")).toHaveValue("土地坳村委会旁");
  await expect(page.getByLabel("星期六")).toHaveValue("09:00-12:00, 14:00-17:30");

  // Somebody else was quicker: what they wrote stays.
  await admin.ask("PUT", path, { ...HERE, address: "别人写的" });
  await page.getByLabel("地址").fill("我写的");
  await button(page, "保存").click();
  await expect(page.getByRole("alert")).toContainText("已被他人修改");
  expect((await admin.ask<Venue>("GET", path)).address).toBe("别人写的");
});

const HERE = { longitude: 108.4963, latitude: 28.5637, datum: "wgs84" };

test("a camera's photo is made small, shown, and removed; no picture is none", async ({
  page,
  request,
}) => {
  const admin = await administrator(request);
  const station = await place(admin, "泉坝村");
  await admin.ask("PUT", `/venues/${station.id}`, HERE);
  await page.goto(`/console/?as=reviewer#/organisations/${station.id}/venue`);
  const file = page.getByLabel("上传照片");
  await file.setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from("no") });
  await expect(page.getByText("这不是能读的照片")).toBeVisible();
  const buffer = await photo(page);
  await file.setInputFiles({ name: "door.png", mimeType: "image/png", buffer });
  const shown = page.getByRole("img", { name: "泉坝村的照片 1" });
  await expect(shown).toBeVisible();
  expect(await shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1920);
  const photos = async () => (await admin.ask<Venue>("GET", `/venues/${station.id}`)).photos.length;
  expect(await photos()).toBe(1);
  await button(page, "删除照片 1").click();
  await expect(shown).toBeHidden();
  expect(await photos()).toBe(0);
});

test("rooms are added, changed and taken out of use; a team has no place of its own", async ({
  page,
  request,
}) => {
  const admin = await administrator(request);
  const station = await place(admin, "甘溪村");
  await admin.ask("PUT", `/venues/${station.id}`, HERE);
  await page.goto(`/console/?as=reviewer#/organisations/${station.id}/venue`);
  const rooms = () => items<Room>(admin, `/venues/${station.id}/rooms`);
  await button(page, "添加功能室").click();
  await page.getByLabel("功能室名称").fill("图书室");
  await page.getByLabel("可容纳人数").fill("30");
  await button(page, "保存功能室").click();
  await button(page, "修改：图书室").click();
  await page.getByLabel("功能室名称").fill("阅览室");
  await button(page, "保存功能室").click();
  await expect(button(page, "修改：阅览室")).toBeVisible();
  expect(await rooms()).toMatchObject([{ name: "阅览室", capacity: 30, closed_at: null }]);
  await button(page, "停用：阅览室").click();
  await expect(button(page, "恢复：阅览室")).toBeVisible();
  expect((await rooms())[0]?.closed_at).not.toBeNull();
  await button(page, "恢复：阅览室").click();
  await expect(button(page, "停用：阅览室")).toBeVisible();

  const squad = await team(admin, "甘溪小队", station);
  await page.goto(`/console/#/organisations/${squad.id}`);
  await expect(page.getByRole("heading", { name: "甘溪小队", level: 2 })).toBeVisible();
  await expect(page.getByText("阵地", { exact: true })).toBeHidden();
});
