/** Pictures of every screen for docs/screens, against the trial server with its demo: `make screenshots`. */
import { defineConfig } from "@playwright/test";
import tests, { DESK, PHONE } from "./playwright.config";

const PORT = Number(process.env.WEIGUANG_PICTURES_PORT ?? 8561);
const { command, url, ...server } = tests.webServer as {
  command: string;
  url: string;
  env: Record<string, string>;
};
/** What the demo calls the library's door. */
const DOOR = { longitude: 108.4928, latitude: 28.5641, accuracy: 10 };
const VISITOR = { permissions: ["geolocation"], geolocation: DOOR, deviceScaleFactor: 1 };

export default defineConfig({
  ...tests,
  testDir: "pictures",
  timeout: 300_000,
  use: { ...tests.use, baseURL: `http://127.0.0.1:${PORT}`, trace: "off", screenshot: "off" },
  projects: [
    { name: "phone", testMatch: "phone.spec.ts", use: { ...PHONE, ...VISITOR } },
    { name: "desk", testMatch: "desk.spec.ts", use: DESK },
  ],
  webServer: {
    ...server,
    command: command.replace(/ --empty --port \d+$/, ` --port ${PORT}`),
    url: url.replace(/:\d+\//, `:${PORT}/`),
    reuseExistingServer: true, // a demo that runs there already will do
    gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
  },
});
