/** Every page of the console: axe finds nothing serious. */
import AxeBuilder from "@axe-core/playwright";
import { administrator, place } from "../../scenes/county";
import { open } from "../../scenes/server";
import { expect, test } from "../../scenes/test";

test("axe, all pages of the console", async ({ page, request }) => {
  const { id } = await open(request, "理论宣讲", new Date(Date.now() + 3_600_000));
  const admin = await administrator(request);
  const station = await place(admin, "无障碍村");
  await page.goto("/console/?as=reviewer#/activities");
  await expect(page.getByRole("heading", { name: "活动", exact: true })).toBeVisible();
  for (const path of [
    "/activities",
    "/activities/new",
    `/activities/${id}`,
    `/activities/${id}/signups`,
    `/activities/${id}/live`,
    "/fences",
    `/fences/${id}`,
    "/activities?view=closing",
    "/reviews",
    "/claims",
    "/publicity",
    "/publicity?view=manual",
    "/publicity?view=objections",
    "/organisations",
    ...["people", "venue", "families", "roles", "imports", "accesses", "audit"].map(
      (view) => `/organisations/${station.id}/${view}`,
    ),
    "/login",
  ]) {
    await page.goto(`/console/#${path}`);
    await expect(page.locator("h1, h2").first()).toBeVisible();
    await page.waitForTimeout(500); // what is fetched has come, or has said why not
    const { violations } = await new AxeBuilder({ page }).analyze();
    const grave = violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id: rule, nodes }) => `${path}: ${rule} ${nodes.map(({ html }) => html).join(" ")}`);
    expect(grave).toEqual([]);
  }
});
