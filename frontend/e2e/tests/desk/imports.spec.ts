/** A workbook with a bad cell writes nothing; mended, it is imported, and one sees how far it is. */
import { administrator, below, items, place } from "../../scenes/county";
import { expect, test } from "../../scenes/test";
import { workbook } from "../../scenes/workbook";

const TREE = ["名称", "类型", "上级", "驻地"] as const;
const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

function book(kind: string): { name: string; mimeType: string; buffer: Buffer } {
  const rows = [[...TREE], ["香树坪村", "站", "", ""], ["白果村", kind, "", ""]];
  return { name: "乡镇.xlsx", mimeType: TYPE, buffer: workbook({ 组织: rows }) };
}

test("a workbook is checked cell by cell, mended and imported", async ({ page, request }) => {
  const admin = await administrator(request);
  const township = await place(admin, "夹石镇");
  const imports = () =>
    items<{ state: string; done: number }>(admin, `/imports?organisation_id=${township.id}`);
  await page.goto(`/console/?as=reviewer#/organisations/${township.id}/imports`);
  await expect(page.getByText("还没有导入过。")).toBeVisible();
  const [template] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "下载模板" }).click(),
  ]);
  expect(template.suggestedFilename()).toBe("微光导入模板.xlsx");

  const file = page.getByLabel("填好的 Excel");
  await file.setInputFiles(book("村"));
  await expect(page.getByRole("alert")).toContainText("1 个单元格有误");
  await expect(page.getByRole("row", { name: /组织 B3/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /^导入到/ })).toBeHidden();
  expect(await below(admin, township)).toEqual([]);

  await file.setInputFiles(book("站"));
  await expect(page.getByText("组织 2 行")).toBeVisible();
  expect(await imports()).toEqual([]); // so far it was only looked at
  await page.getByRole("button", { name: "导入到“夹石镇”之下" }).click();
  await expect(page.getByRole("progressbar").first()).toBeVisible();
  await expect(page.getByText("已完成").first()).toBeVisible();
  expect(await imports()).toMatchObject([{ state: "done", done: 2 }]);
  expect((await below(admin, township)).map(({ name }) => name)).toEqual(["香树坪村", "白果村"]);
  await page.getByRole("button", { name: "展开夹石镇" }).click();
  await expect(page.getByRole("button", { name: "白果村站（村、社区）" })).toBeVisible();
});

test("what is no workbook is said to be none", async ({ page, request }) => {
  const admin = await administrator(request);
  const township = await place(admin, "中界镇");
  await page.goto(`/console/?as=reviewer#/organisations/${township.id}/imports`);
  const nonsense = { name: "a.xlsx", mimeType: TYPE, buffer: Buffer.from("not a workbook") };
  await page.getByLabel("填好的 Excel").setInputFiles(nonsense);
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByRole("button", { name: /^导入到/ })).toBeHidden();
});
