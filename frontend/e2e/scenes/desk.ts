/** The console, opened as whoever a test wants: a trial's login believes a name. */
import type { Page } from "@playwright/test";

/** Open a page as somebody with the roles that they hold, and no more. */
export async function openAs(page: Page, name: string, path: string): Promise<void> {
  const answer = await page.request.post("/api/v1/auth/dev", { data: { name, role: "volunteer" } });
  await page.addInitScript(
    (login) => {
      if (sessionStorage.getItem("weiguang.login") === null) {
        sessionStorage.setItem("weiguang.login", login);
      }
    },
    await answer.text(),
  );
  await page.goto(`/console/#${path}`);
}
