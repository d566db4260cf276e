/** The live board: who arrives is on it within two seconds. */
import { open } from "../../scenes/server";
import { Volunteer } from "../../scenes/volunteer";
import { expect, test } from "../../scenes/test";

test("an arrival is on the board within two seconds", async ({ page, request }) => {
  const activity = await open(request, "河滨义剪", new Date(Date.now() - 600_000));
  const first = await Volunteer.of(request, "冉光明", activity, new Date());
  const second = await Volunteer.of(request, "田桂花", activity, new Date());
  await page.goto(`/console/?as=reviewer#/activities/${activity.id}/live`);
  const here = page.locator(".on_site dd");
  await expect(here).toHaveText("0");
  for (const [count, volunteer] of [first, second].entries()) {
    await volunteer.checkIn(new Date());
    const answered = Date.now();
    await expect(here).toHaveText(String(count + 1), { timeout: 2_000 });
    console.log(`from the answer to the board: ${Date.now() - answered} ms`);
  }
  await first.checkOut(new Date());
  await expect(page.locator(".left dd")).toHaveText("1", { timeout: 2_000 });
});
