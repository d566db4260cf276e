/** Households, their paper cards, and what a guardian signed on paper, which a second person looks at. */
import type { Page } from "@playwright/test";
import { administrator, items, place } from "../../scenes/county";
import { expect, test } from "../../scenes/test";

interface Household {
  id: number;
  name: string;
  members: { user_id: number; nickname: string; card: { id: number } | null }[];
}
interface Paper {
  id: number;
  state: string;
  reason: string;
  has_scan: boolean;
  guardian_name: string;
  consents: { purpose: string }[];
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
/** The smallest JPEG that a browser reads comes from a canvas. */
async function form(page: Page): Promise<Buffer> {
  const [, base64 = ""] = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [600, 800];
    canvas.getContext("2d")?.fillText("同意", 40, 40);
    return canvas.toDataURL("image/jpeg").split(",");
  });
  return Buffer.from(base64, "base64");
}

test("a household gets members and cards; a lost card is void, who leaves is gone", async ({
  page,
  request,
}) => {
  const admin = await administrator(request);
  const village = await place(admin, "板场村");
  const households = () => items<Household>(admin, `/households?organisation_id=${village.id}`);
  await page.goto(`/console/?as=reviewer#/organisations/${village.id}/families`);
  await expect(page.getByText("还没有家庭。")).toBeVisible();
  await button(page, "新建家庭").click();
  await page.getByLabel("家庭名称").fill("三组杨家");
  await button(page, "新建").click();
  await button(page, "添加成员：三组杨家").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("称呼").fill("杨奶奶");
  await dialog.getByLabel(/^公开展示/).check();
  await dialog.getByRole("button", { name: "添加" }).click();
  await expect(dialog).toBeHidden();
  await button(page, "发卡：杨奶奶").click();
  await expect(page.getByText(/^卡 \d+，/)).toBeVisible();
  expect(await households()).toMatchObject([
    { name: "三组杨家", members: [{ nickname: "杨奶奶", card: {} }] },
  ]);

  const [sheet] = await Promise.all([
    page.context().waitForEvent("page"),
    button(page, "打印全部卡").click(),
  ]);
  await expect(sheet.getByText("杨奶奶")).toBeVisible();
  await expect(sheet.locator("svg")).toHaveCount(1);
  await sheet.close();

  await button(page, "挂失：杨奶奶").click();
  expect((await households())[0]?.members[0]?.card).not.toBeNull(); // said twice first
  await button(page, "确定作废此卡：杨奶奶").click();
  await expect(page.getByText("没有卡")).toBeVisible();
  expect((await households())[0]?.members[0]?.card).toBeNull();
  await button(page, "移出：杨奶奶").click();
  await button(page, "确定移出，卡作废：杨奶奶").click();
  await expect(page.getByText("还没有成员。")).toBeVisible();
  expect((await households())[0]?.members).toEqual([]);
});

test("a guardian's paper counts when a second administrator has looked at it", async ({
  page,
  request,
}) => {
  const admin = await administrator(request);
  const village = await place(admin, "中寨村");
  const household = await admin.ask<Household>("POST", "/households", {
    organisation_id: village.id,
    name: "中寨田家",
  });
  await admin.ask("POST", `/households/${household.id}/members`, { nickname: "小田" });
  const papers = () => items<Paper>(admin, `/guardian-papers?organisation_id=${village.id}`);
  await page.goto(`/console/?as=reviewer#/organisations/${village.id}/families`);
  await button(page, "监护人同意书：小田").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("监护人姓名").fill("田玉芬");
  await dialog.getByLabel("与成员的关系").selectOption({ label: "祖父母、外祖父母" });
  await dialog.getByLabel(/^记录位置/).check();
  await dialog.getByLabel("成员年满 18 周岁的日期").fill("2032-06-01");
  await dialog.getByRole("button", { name: "登记" }).click();
  await expect(dialog.getByRole("alert")).toContainText("请选签字同意书的照片");
  const buffer = await form(page);
  const file = { name: "form.jpg", mimeType: "image/jpeg", buffer };
  await dialog.getByLabel("签字同意书的照片").setInputFiles(file);
  await expect(dialog.getByText("照片已选好。")).toBeVisible();
  await dialog.getByRole("button", { name: "登记" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("待核对")).toBeVisible();
  const [recorded] = await papers();
  expect(recorded).toMatchObject({ state: "recorded", has_scan: true, guardian_name: "田**" });
  expect(recorded?.consents.map(({ purpose }) => purpose)).toEqual(["service", "location_track"]);

  // Who recorded it cannot confirm it, whatever they look at.
  await expect(button(page, "核对无误：田**")).toBeHidden();
  await button(page, "查看照片：田**").click();
  await expect(dialog.getByRole("img")).toBeVisible();
  await page.keyboard.press("Escape");
  await button(page, "核对无误：田**").click();
  await expect(page.getByRole("alert")).toContainText("另一位管理员");
  expect((await papers())[0]?.state).toBe("recorded");
});

test("what another recorded is looked at and confirmed, refused, or taken back", async ({
  page,
  request,
}) => {
  const admin = await administrator(request);
  const village = await place(admin, "泉口村");
  const body = { organisation_id: village.id, name: "泉口张家" };
  const household = await admin.ask<Household>("POST", "/households", body);
  const texts = await admin.ask<{ purpose: string; text: { version: number } }[]>(
    "GET",
    "/guardian-texts",
  );
  await page.goto(`/console/?as=reviewer#/organisations/${village.id}/families`);
  const scan = await form(page);
  for (const [nickname, guardian_name] of [
    ["小张", "张大山"],
    ["小李", "李大海"],
  ]) {
    const members = `/households/${household.id}/members`;
    const { user_id } = await admin.ask<{ user_id: number }>("POST", members, { nickname });
    const { id } = await admin.ask<Paper>("POST", `${members}/${user_id}/guardian-papers`, {
      guardian_name,
      relation: "parent",
      of_age_on: "2032-06-01",
      consents: texts.slice(0, 1).map(({ purpose, text: { version } }) => ({ purpose, version })),
    });
    await admin.send("PUT", `/guardian-papers/${id}/scan`, scan, "image/jpeg");
  }
  const states = async () =>
    Object.fromEntries(
      (await items<Paper>(admin, `/guardian-papers?organisation_id=${village.id}`)).map(
        ({ guardian_name, state }) => [guardian_name, state],
      ),
    );
  await page.reload();
  const dialog = page.getByRole("dialog");
  await button(page, "查看照片：张**").click();
  await expect(dialog.getByRole("img")).toBeVisible();
  await page.keyboard.press("Escape");
  await button(page, "核对无误：张**").click();
  await expect(page.getByText("生效中")).toBeVisible();
  await button(page, "不予确认：李**").click();
  await dialog.getByRole("textbox").fill("签字看不清");
  await dialog.getByRole("button", { name: "不予确认" }).click();
  await expect(dialog).toBeHidden();
  expect(await states()).toEqual({ "张**": "in_force", "李**": "refused" });
  await button(page, "撤回：张**").click();
  await dialog.getByRole("textbox").fill("监护人来电撤回");
  await dialog.getByRole("button", { name: "撤回" }).click();
  await expect(dialog).toBeHidden();
  expect(await states()).toEqual({ "张**": "withdrawn", "李**": "refused" });
});
