/** What is masked is seen in the open only with a reason, which stays in the log. */
import { verified } from "../../scenes/people";
import { logIn } from "../../scenes/server";
import { expect, test } from "../../scenes/test";

test("a reviewer sees a real name in the open, says why, and it is noted", async ({
  page,
  request,
}) => {
  const reviewer = await logIn(request, "试用审核人", "reviewer");
  const person = await verified(request, "安大勇", "安小勇", "19800229");
  const [root] = (await reviewer.ask<{ items: { id: number }[] }>("GET", "/organisations")).items;
  const role = { role: "coordinator", organisation_id: root?.id };
  await reviewer.ask("POST", `/users/${person.id}/roles`, role);

  await page.goto("/console/?as=reviewer#/organisations");
  await page.getByRole("button", { name: /安大勇/ }).click();
  await expect(page.getByText("以上内容已隐去。")).toBeVisible();
  await expect(page.getByText("安小勇")).toBeHidden();
  await page.getByRole("button", { name: "查看完整信息" }).click();
  await page.getByLabel("姓名").check();
  await page.getByRole("button", { name: "查看（会记录）" }).click();
  await expect(page.getByText("安小勇")).toBeHidden(); // not without a reason
  await page.getByRole("textbox").last().fill("核对志愿服务证明上的姓名");
  await page.getByRole("button", { name: "查看（会记录）" }).click();
  await expect(page.getByText("安小勇")).toBeVisible();
  await page.getByRole("button", { name: "关闭" }).click();
  await expect(page.getByText("安小勇")).toBeHidden();

  const { items } = await reviewer.ask<{ items: { deed: string; reason: string }[] }>(
    "GET",
    "/audit-entries",
  );
  expect(items.find(({ deed }) => deed === "person.look")?.reason).toBe("核对志愿服务证明上的姓名");
  const looks = await person.ask<{ items: { reason: string }[] }>("GET", "/me/looks");
  expect(looks.items.map(({ reason }) => reason)).toEqual(["核对志愿服务证明上的姓名"]);
});
