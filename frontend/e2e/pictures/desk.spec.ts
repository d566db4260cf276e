/** Every page of the console as a reviewer sees it; two of them in English too. */
import { demo, take } from "../scenes/pictures";
import { test } from "../scenes/test";

const ENGLISH = new Set(["reviews", "activities"]);

function picture(name: string, path: (ids: Record<string, number>) => string, open = false): void {
  for (const language of ENGLISH.has(name) ? ["zh", "en"] : ["zh"]) {
    const file = `console-${name}${language === "en" ? "-en" : ""}`;
    test(file, async ({ page, request }) => {
      const { named, yesterday } = await demo(request);
      const ids = {
        live: named("正在进行").id,
        waiting: named("邻里互助日").id,
        yesterday,
      };
      await page.addInitScript((chosen) => {
        localStorage.setItem("weiguang.language", chosen);
      }, language);
      await page.goto(`/console/${open ? "" : "?as=reviewer"}#${path(ids)}`);
      await take(page, file);
    });
  }
}

picture("login", () => "/login", true);
picture("activities", () => "/activities");
picture("activity-new", () => "/activities/new");
picture("activity", ({ waiting }) => `/activities/${waiting}`);
picture("sign-ups", ({ yesterday }) => `/activities/${yesterday}/signups`);
picture("live", ({ live }) => `/activities/${live}/live`);
picture("fences", () => "/fences");
picture("fence", ({ waiting }) => `/fences/${waiting}`);
picture("reviews", () => "/reviews");
picture("organisations", () => "/organisations");
