/** A resident asks for help, sees what became of it, and takes it back. */
import { logIn } from "../../scenes/server";
import { expect, test } from "../../scenes/test";

interface Need {
  id: number;
  title: string;
  state: string;
}

test("help is asked for at a station, declined with a reason, and both sides see it", async ({
  page,
  request,
}) => {
  const resident = await logIn(request, "试用居民", "resident");
  const reviewer = await logIn(request, "试用审核人", "reviewer");
  const [root] = (await reviewer.ask<{ items: { id: number }[] }>("GET", "/organisations")).items;
  const begin = new Date(Date.now() + 48 * 3_600_000);
  const body = {
    organisation_id: root?.id,
    category: "elderly",
    title: "陪老人看病",
    details: "膝盖不好",
    address: "团结街 3 号",
    contact: "田 13800138000",
    risk_notice: "无",
    longitude: 108.5,
    latitude: 28.56,
    datum: "wgs84",
    starts_at: begin.toISOString(),
    ends_at: new Date(begin.getTime() + 7_200_000).toISOString(),
  };
  const { id } = await resident.ask<Need>("POST", "/needs", body);
  await page.goto("/m/?as=resident#/pages/residents/needs/needs");
  await expect(page.getByText("站点正在核实")).toBeVisible();
  await expect(page.getByText("膝盖不好")).toBeHidden();
  await reviewer.ask("POST", `/needs/${id}/decline`, { reason: "请先找社区医生" });
  await page.reload();
  await expect(page.getByText("原因：请先找社区医生")).toBeVisible();
});

test("a form that is not filled says what is missing", async ({ page }) => {
  await page.goto("/m/?as=resident#/pages/residents/needs/needs");
  await page.getByRole("button", { name: "说说要帮什么忙" }).click();
  await page.getByRole("textbox", { name: "一句话说清要帮什么忙" }).fill("修水管");
  await page.getByRole("button", { name: "提交" }).click();
  await expect(page.getByText(/还没有填：/)).toContainText("怎么联系您");
});
