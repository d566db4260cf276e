/** A fence is walked on the phone, and is found back from the server. */
import { beside, draft, logIn, type Activity } from "../../scenes/server";
import { Phone } from "../../scenes/phone";
import { expect, test } from "../../scenes/test";

test("a leader walks round a square: the fence on the server is that square", async ({
  page,
  request,
}) => {
  const leader = await logIn(request, "试用负责人", "leader");
  const { id } = await draft(leader, "广场义诊", new Date(Date.now() + 3_600_000));
  const phone = await Phone.at(page, new Date());
  await phone.open("leader/home/home", "leader");
  const card = page.locator(".card", { hasText: "广场义诊" });
  await card.getByRole("button", { name: "画围栏" }).click();
  await page.getByRole("button", { name: /走一圈/ }).click();
  await page.getByRole("button", { name: "从现在的位置开始走" }).click();
  const corners = [
    [0, 0],
    [100, 0],
    [100, 80],
    [0, 80],
    [0, 0],
  ] as const;
  for (let side = 0; side < 4; side++) {
    const [from, to] = [corners[side] ?? [0, 0], corners[side + 1] ?? [0, 0]];
    for (let step = 0; step <= 10; step++) {
      const east = from[0] + ((to[0] - from[0]) * step) / 10;
      const north = from[1] + ((to[1] - from[1]) * step) / 10;
      await phone.pass(5);
      await phone.move(beside(east + Math.sin(step + side), north + Math.cos(step)), 6);
    }
  }
  await page.getByRole("button", { name: "走完了" }).click();
  await expect(page.getByText(/走出的范围/)).toBeVisible();
  await page.getByLabel("地点名称").locator("input").fill("和平社区广场");
  await page.getByRole("button", { name: "保存围栏" }).click();
  await expect(page.getByText(/已保存/)).toBeVisible();

  const kept = await leader.ask<Activity>("GET", `/activities/${id}`);
  expect(kept.sites.map(({ name }) => name)).toEqual(["和平社区广场"]);
  const ring = (kept.sites[0]?.feature.geometry.coordinates as [number, number][][])[0] ?? [];
  for (const [east, north] of corners.slice(0, 4)) {
    const { longitude, latitude } = beside(east, north);
    const nearest = Math.min(
      ...ring.map(([lon, lat]) =>
        Math.hypot((lon - longitude) * 97_830, (lat - latitude) * 110_850),
      ),
    );
    expect(nearest, `corner at ${east}, ${north}`).toBeLessThan(6); // the walk itself trembles by 1.4 m
  }
});
