/** Every page of the phone, in normal and elder mode: axe finds nothing serious, and thumbs find the buttons. */
import AxeBuilder from "@axe-core/playwright";
import { beside, draft, logIn, open } from "../../scenes/server";
import { Phone } from "../../scenes/phone";
import { expect, test } from "../../scenes/test";

const ELDER = { language: "zh", elder: true };

for (const elder of [false, true]) {
  test(`axe, ${elder ? "elder" : "normal"} mode`, async ({ page, request }) => {
    test.setTimeout(900_000); // so many pages, one after another
    const soon = new Date(Date.now() + 30 * 60_000);
    const activity = await open(request, "图书角整理", soon);
    const leader = await logIn(request, "试用负责人", "leader");
    const fence = await draft(leader, "河边清洁", soon);
    const slot = activity.slots[0]?.id ?? 0;
    const phone = await Phone.at(page, new Date());
    await phone.open("settings/settings", "leader");
    if (elder) {
      await page.evaluate((values) => {
        localStorage.setItem("weiguang.settings", JSON.stringify(values));
      }, ELDER);
    }
    for (const path of [
      "activities/activities",
      `activity/activity?id=${activity.id}`,
      `sign-up/sign-up?id=${activity.id}&slot=${slot}`,
      "stations/stations",
      "mine/mine",
      "me/me",
      "settings/settings",
      "consents/consents",
      "notices/notices",
      "records/records",
      "earlier/earlier",
      "privacy/privacy",
      "own/home/home",
      "own/phone/phone",
      "own/name/name",
      "own/guardians/guardians",
      "own/wards/wards",
      "own/copy/copy",
      "own/erasure/erasure",
      "own/looks/looks",
      "own/devices/devices",
      "own/learning/learning",
      "residents/needs/needs",
      "residents/need/need",
      "residents/publicity/publicity",
      `residents/hours/hours?id=${activity.id}&title=x`,
      "leader/home/home",
      `leader/code/code?id=${activity.id}&slot=${slot}`,
      `leader/people/people?id=${activity.id}&slot=${slot}`,
      `leader/fence/fence?id=${fence.id}`,
    ]) {
      await page.goto("about:blank");
      await phone.open(path);
      await page.waitForLoadState("networkidle");
      await phone.move(beside(0, -50));
      expect((await page.locator(".elder").count()) > 0, path).toBe(elder);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const grave = violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${path}: ${id} ${nodes.map(({ html }) => html).join(" ")}`);
      expect(grave).toEqual([]);
    }
  });
}
