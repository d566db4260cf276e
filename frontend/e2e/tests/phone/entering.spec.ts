/** A trial is entered by its address, on whichever page; and what is no page is said to be none. */
import { Phone } from "../../scenes/phone";
import { expect, test } from "../../scenes/test";

test("a deep address as somebody: no page speaks of a login, not even for a moment", async ({
  page,
}) => {
  const refused: string[] = [];
  page.on("response", (answer) => {
    if (answer.status() === 401) refused.push(answer.url());
  });
  const phone = await Phone.at(page, new Date());
  await phone.open("records/records", "volunteer");
  await expect(page.getByText("还没有服务记录")).toBeVisible();
  expect(refused).toEqual([]);
  await page.goto("about:blank");
  await page.goto("/m/?as=leader");
  await expect(page.getByRole("heading", { name: "我负责的活动" })).toBeVisible();
  expect(refused).toEqual([]);
});

test("an address without the sign leads to its page, an unknown one to the first", async ({
  page,
}) => {
  await page.goto("/m/pages/privacy/privacy");
  await expect(page.getByText("我们只收集志愿服务需要的信息")).toBeVisible();
  const answer = await page.goto("/m/pages/nonsense");
  expect(answer?.status()).toBe(404);
  await page.getByRole("link", { name: "回到首页" }).click();
  await expect(page.getByText("志愿活动").first()).toBeVisible();
  await page.goto("about:blank");
  await page.goto("/m/#/pages/nonsense/nonsense");
  await expect(page.getByText("志愿活动").first()).toBeVisible();
});
