/** A fence is drawn with the mouse, and found back from the server where the mouse was. */
import type { Locator, Page } from "@playwright/test";
import { beside, draft, logIn, type Activity } from "../../scenes/server";
import { expect, test } from "../../scenes/test";

type Pixel = readonly [x: number, y: number];
type Degrees = [lon: number, lat: number];

const KNOWN = [
  [0, 0],
  [60, 0],
  [60, 60],
  [0, 60],
].map(([east = 0, north = 0]) => {
  const { longitude, latitude } = beside(east, north);
  return [longitude, latitude] as Degrees;
});

async function middleOf(handle: Locator): Promise<Pixel> {
  const box = await handle.boundingBox();
  if (box === null) throw new Error("no handle");
  return [box.x + box.width / 2, box.y + box.height / 2];
}

/** From pixels to degrees, by the corners of a fence that the server knows already: no word of the app's own. */
async function scaleOf(page: Page): Promise<(at: Pixel) => Degrees> {
  const handles = page.locator(".handle.corner");
  await expect(handles).toHaveCount(4);
  const pixels = await Promise.all([0, 1, 2, 3].map((row) => middleOf(handles.nth(row))));
  const west = Math.min(...pixels.map(([x]) => x));
  const east = Math.max(...pixels.map(([x]) => x));
  const north = Math.min(...pixels.map(([, y]) => y));
  const south = Math.max(...pixels.map(([, y]) => y));
  const [low, high]: [Degrees, Degrees] = [KNOWN[0] ?? [0, 0], KNOWN[2] ?? [0, 0]];
  return ([x, y]) => [
    low[0] + ((x - west) / (east - west)) * (high[0] - low[0]),
    low[1] + ((south - y) / (south - north)) * (high[1] - low[1]),
  ];
}

const apartM = ([lon, lat]: Degrees, [east, north]: Degrees): number =>
  Math.hypot((lon - east) * 97_830, (lat - north) * 110_850);

test("what the mouse draws is on the server to half a metre", async ({ page, request }) => {
  const leader = await logIn(request, "试用负责人", "leader");
  const { id } = await draft(leader, "社区广场义诊", new Date(Date.now() + 3_600_000));
  await leader.ask("PUT", `/activities/${id}/sites`, {
    type: "FeatureCollection",
    properties: { datum: "wgs84" },
    features: [
      {
        type: "Feature",
        properties: { name: "广场" },
        geometry: { type: "Polygon", coordinates: [[...KNOWN, KNOWN[0]]] },
      },
    ],
  });
  await page.goto(`/console/?as=leader#/fences/${id}`);
  await page.locator(".leaflet-container").waitFor();
  // Closer, so that a pixel is a quarter of a metre.
  const zoomIn = page.getByRole("button", { name: "放大" });
  for (let level = 0; level < 1; level++) await zoomIn.click();
  await page.waitForTimeout(600); // until the map stands still
  const degreesAt = await scaleOf(page);

  const box = await page.locator(".leaflet-container").boundingBox();
  if (box === null) throw new Error("no map");
  const at = (right: number, down: number): Pixel => [
    Math.round(box.x + box.width * right),
    Math.round(box.y + box.height * down),
  ];
  const [first, corner, third, fourth] = [at(0.06, 0.6), at(0.2, 0.6), at(0.2, 0.9), at(0.06, 0.9)];
  await page.getByRole("button", { name: "多边形", exact: true }).click();
  for (const [x, y] of [first, corner, third, fourth, first]) {
    await page.mouse.move(x, y, { steps: 4 });
    await page.mouse.click(x, y);
  }
  // The second corner is dragged somewhere else, and back by undoing, and once more.
  const drag = async (from: Pixel, to: Pixel): Promise<void> => {
    await page.mouse.move(...from);
    await page.mouse.down();
    await page.mouse.move(...to, { steps: 8 });
    await page.mouse.up();
  };
  const moved = at(0.24, 0.55);
  await drag(corner, moved);
  await page.keyboard.press("Control+z");
  await drag(corner, moved);
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("已保存", { exact: true })).toBeVisible();

  const { sites } = await leader.ask<Activity>("GET", `/activities/${id}`);
  expect(sites).toHaveLength(2);
  const [ring = []] = sites[1]?.feature.geometry.coordinates as Degrees[][];
  expect(ring).toHaveLength(5);
  // The small handles that become corners lie in the middle of their edges.
  const between = page.locator(".handle.middle").first();
  const [right, down] = await middleOf(between);
  expect(Math.abs(right - (first[0] + moved[0]) / 2)).toBeLessThan(2);
  expect(Math.abs(down - (first[1] + moved[1]) / 2)).toBeLessThan(2);
  for (const pixel of [first, moved, third, fourth]) {
    const expected = degreesAt(pixel);
    const nearest = Math.min(...ring.map((each) => apartM(each, expected)));
    expect(nearest, `corner at ${pixel.join()}`).toBeLessThan(0.5);
  }
});
