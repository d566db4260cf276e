/** Every page of the phone as its person sees it; the main ones in elder mode too. */
import type { Page } from "@playwright/test";
import { demo, take, whole } from "../scenes/pictures";
import { logIn, type Activity } from "../scenes/server";
import { test } from "../scenes/test";
import { sayOfAge } from "../scenes/volunteer";

async function openAs(page: Page, who: string, path: string, elder: boolean): Promise<void> {
  // Who it is must be known before the page that is wanted asks for something.
  await page.goto(`/m/${who === "" ? "" : `?as=${who}`}#/pages/privacy/privacy`);
  await page.waitForLoadState("networkidle");
  await page.evaluate(
    (values) => {
      localStorage.setItem("weiguang.settings", JSON.stringify(values));
    },
    { language: "zh", elder },
  );
  await page.goto("about:blank");
  await page.goto(`/m/#/pages/${path}`);
}

/** The test that takes a picture of one page. */
function picture(name: string, who: string, path: (ids: Record<string, number>) => string): void {
  for (const elder of ELDER.has(name) ? [false, true] : [false]) {
    const file = `phone-${name}${elder ? "-elder" : ""}`;
    test(file, async ({ page, request }) => {
      // Who needs no number of the demo waits for none.
      await openAs(page, who, path(path.length > 0 ? await numbers(request) : {}), elder);
      await take(page, file);
    });
  }
}

const ELDER = new Set([
  "activities",
  "activity",
  "sign-up",
  "check-in",
  "mine",
  "me",
  "attendance",
  "own",
  "erasure",
  "need",
]);
const firstSlot = ({ slots }: Activity): number => slots[0]?.id ?? 0;
let known: Record<string, number> | null = null;

async function numbers(request: Parameters<typeof demo>[0]): Promise<Record<string, number>> {
  if (known !== null) return known;
  const { reviewer, named } = await demo(request);
  const soon = await whole(reviewer, named("图书角整理"));
  const evening = await whole(reviewer, named("夜读陪伴"));
  const later = await whole(reviewer, named("儿童故事会"));
  const waiting = named("邻里互助日");
  const volunteer = await logIn(request, "试用志愿者", "volunteer");
  const resident = await logIn(request, "试用居民", "resident");
  const places = await resident.ask<{ items: unknown[] }>("GET", "/me/signups");
  if (places.items.length === 0) {
    await sayOfAge(resident);
    await resident.ask("POST", `/activities/${soon.id}/signups`, {});
  }
  const mine = await volunteer.ask<{ items: { id: number }[] }>("GET", "/me/attendances?limit=5");
  const venues = await reviewer.ask<{ items: { organisation_id: number }[] }>(
    "GET",
    "/venues?near=108.4928,28.5641&limit=5",
  );
  known = {
    soon: soon.id,
    soonSlot: firstSlot(soon),
    evening: evening.id,
    eveningSlot: firstSlot(evening),
    later: later.id,
    laterSlot: firstSlot(later),
    waiting: waiting.id,
    attendance: mine.items[0]?.id ?? 0,
    venue: venues.items[0]?.organisation_id ?? 0,
  };
  return known;
}

picture("login", "", () => "login/login");
picture("privacy", "", () => "privacy/privacy");
picture("activities", "volunteer", () => "activities/activities");
picture("activity", "volunteer", ({ later }) => `activity/activity?id=${later}`);
picture(
  "sign-up",
  "volunteer",
  ({ later, laterSlot }) => `sign-up/sign-up?id=${later}&slot=${laterSlot}`,
);
picture(
  "check-in",
  "resident",
  ({ soon, soonSlot }) => `check-in/check-in?id=${soon}&slot=${soonSlot}`,
);
picture("mine", "volunteer", () => "mine/mine");
picture("attendance", "volunteer", ({ attendance }) => `attendance/attendance?id=${attendance}`);
picture("earlier", "volunteer", () => "earlier/earlier");
picture("records", "volunteer", () => "records/records");
picture("notices", "volunteer", () => "notices/notices");
picture("me", "volunteer", () => "me/me");
picture("settings", "volunteer", () => "settings/settings");
picture("consents", "volunteer", () => "consents/consents");
picture("own", "volunteer", () => "own/home/home");
picture("phone", "volunteer", () => "own/phone/phone");
picture("name", "volunteer", () => "own/name/name");
picture("guardians", "volunteer", () => "own/guardians/guardians");
picture("wards", "resident", () => "own/wards/wards");
picture("devices", "volunteer", () => "own/devices/devices");
picture("looks", "volunteer", () => "own/looks/looks");
picture("copy", "volunteer", () => "own/copy/copy");
picture("erasure", "volunteer", () => "own/erasure/erasure");
picture("learning", "volunteer", () => "own/learning/learning");
picture("needs", "resident", () => "residents/needs/needs");
picture("need", "resident", ({ venue }) => `residents/need/need?station=${venue}`);
picture("publicity", "resident", () => "residents/publicity/publicity");
picture("stations", "resident", () => "stations/stations");
picture("station", "resident", ({ venue }) => `station/station?id=${venue}`);
picture("leader-home", "leader", () => "leader/home/home");
picture(
  "leader-code",
  "leader",
  ({ soon, soonSlot }) => `leader/code/code?id=${soon}&slot=${soonSlot}`,
);
picture(
  "leader-people",
  "leader",
  ({ soon, soonSlot }) => `leader/people/people?id=${soon}&slot=${soonSlot}`,
);
picture("leader-fence", "reviewer", ({ waiting }) => `leader/fence/fence?id=${waiting}`);
