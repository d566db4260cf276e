/** A phone that moves, in a time of its own which the server shares. */
import type { BrowserContext, Page } from "@playwright/test";

const STEP_S = 10;
const LOOK_MS = 20;
const MOST_LOOKS = 100;

interface Place {
  longitude: number;
  latitude: number;
}

/** What the browser's own geolocation is replaced by: positions come when the test says so. */
function replaceGeolocation(): void {
  interface Heard {
    found: PositionCallback;
    failed: PositionErrorCallback | null | undefined;
  }
  const watchers = new Map<number, Heard>();
  let last: GeolocationCoordinates | null = null;
  let next = 1;
  const position = (): GeolocationPosition =>
    ({ coords: last, timestamp: Date.now() }) as GeolocationPosition;
  const denied = { code: 1, PERMISSION_DENIED: 1, message: "" } as GeolocationPositionError;
  const gps = {
    refuses: false,
    move(place: { longitude: number; latitude: number; accuracy: number }) {
      last = { ...place, speed: null, altitude: null } as unknown as GeolocationCoordinates;
      for (const { found } of watchers.values()) found(position());
    },
  };
  Object.defineProperty(window, "gps", { value: gps });
  Object.defineProperty(navigator, "geolocation", {
    value: {
      watchPosition(found: PositionCallback, failed?: PositionErrorCallback | null) {
        if (gps.refuses) failed?.(denied);
        else watchers.set(next, { found, failed });
        if (!gps.refuses && last !== null) setTimeout(() => found(position()));
        return next++;
      },
      clearWatch: (id: number) => watchers.delete(id),
      getCurrentPosition(found: PositionCallback, failed?: PositionErrorCallback | null) {
        if (gps.refuses) failed?.(denied);
        else if (last !== null) found(position());
      },
    },
  });
}

export class Phone {
  private ahead = 0;
  private pending = 0;
  private dead = false;
  private readonly installed = Date.now();

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly start: number,
  ) {}

  /** Give a phone whose clock shows `start`, and to whose requests the server answers as of then. */
  static async at(page: Page, start: Date): Promise<Phone> {
    const phone = new Phone(page, page.context(), start.getTime());
    page.on("request", () => (phone.pending += 1));
    for (const end of ["requestfinished", "requestfailed"] as const) {
      page.on(end as "requestfinished", () => (phone.pending -= 1));
    }
    await page.addInitScript(replaceGeolocation);
    await page.clock.install({ time: start });
    await page.route("**/api/v1/**", async (route) => {
      // What is intercepted does not pass the browser's own switch.
      if (phone.dead) return route.abort("internetdisconnected");
      const headers = {
        ...route.request().headers(),
        "weiguang-simulated-time": phone.now().toISOString(),
      };
      await route.continue({ headers });
    });
    return phone;
  }

  now(): Date {
    return new Date(this.start + this.ahead + (Date.now() - this.installed));
  }

  /**
   * Let time go on, with everything that was to happen in it. The network takes its own time: what
   * is under way is waited for, or it would seem to have taken seconds.
   */
  async pass(seconds: number): Promise<void> {
    for (let left = seconds; left > 0; left -= STEP_S) {
      const step = Math.min(STEP_S, left) * 1000;
      this.ahead += step;
      await this.page.clock.runFor(step);
      for (let look = 0; this.pending > 0 && look < MOST_LOOKS; look++) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
    }
  }

  async move(place: Place, accuracy = 10): Promise<void> {
    await this.page.evaluate(
      (fix) => (window as unknown as { gps: { move: (at: typeof fix) => void } }).gps.move(fix),
      { ...place, accuracy },
    );
  }

  /** Stay about a place for some minutes: a position every half minute, never quite the same. */
  async stay(minutes: number, at: (step: number) => Place): Promise<void> {
    for (let step = 0; step < minutes * 2; step++) {
      await this.pass(30);
      await this.move(at(step), 8 + (step % 3));
    }
  }

  async offline(off: boolean): Promise<void> {
    this.dead = off;
    await this.context.setOffline(off);
  }

  /** Open a page of the mini-program. */
  async open(path: string, as?: string): Promise<void> {
    await this.page.goto(`/m/${as ? `?as=${as}` : ""}#/pages/${path}`);
  }
}
