/** Chromium as the machine has it, the real server with an empty county, one test after another. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defineConfig, devices } from "@playwright/test";

const ROOT = path.resolve(import.meta.dirname, "../..");
const PORT = Number(process.env.WEIGUANG_BROWSER_PORT ?? 8471);
// The configuration is read once more by each worker: the folder of the first is kept for all.
process.env.WEIGUANG_BROWSER_VAR ??= mkdtempSync(path.join(tmpdir(), "weiguang-"));

/** Nothing of Chromium's own asks anybody anything. */
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const LAUNCH = {
  executablePath: process.env.WEIGUANG_CHROMIUM ?? "/usr/bin/chromium",
  args: QUIET,
};
export const PHONE = {
  ...devices["Pixel 5"],
  viewport: { width: 375, height: 812 },
  locale: "zh-CN",
  timezoneId: "Asia/Shanghai",
};
export const DESK = {
  ...devices["Desktop Chrome"],
  viewport: { width: 1440, height: 900 },
  locale: "zh-CN",
  timezoneId: "Asia/Shanghai",
};

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: LAUNCH,
  },
  projects: [
    { name: "phone", testMatch: "phone/**/*.spec.ts", use: PHONE },
    { name: "desk", testMatch: "desk/**/*.spec.ts", use: DESK },
  ],
  webServer: {
    command: `${path.join(ROOT, ".venv", "bin", "python")} start.py --empty --port ${PORT}`,
    cwd: ROOT,
    url: `http://127.0.0.1:${PORT}/api/v1/health`,
    timeout: 60_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
    env: { WEIGUANG_DEVELOPMENT: "1", WEIGUANG_VAR: process.env.WEIGUANG_BROWSER_VAR },
  },
});
