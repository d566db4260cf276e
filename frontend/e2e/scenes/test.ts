/** The tests' own `test`: no request leaves the origin, and no page fails silently. */
import { test as base, expect } from "@playwright/test";

export const test = base.extend<{ watched: undefined }>({
  watched: [
    async ({ context, baseURL }, use) => {
      const strangers: string[] = [];
      const failures: string[] = [];
      context.on("request", (request) => {
        const url = request.url();
        const own = url.startsWith(baseURL ?? "") || /^(data|blob|about):/.test(url);
        if (!own) strangers.push(url);
      });
      context.on("weberror", (error) => failures.push(error.error().message));
      context.on("console", (message) => {
        if (/Content Security Policy/i.test(message.text())) failures.push(message.text());
      });
      await use(undefined);
      expect(strangers, "requests that left our origin").toEqual([]);
      expect(failures, "errors that nobody caught").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
