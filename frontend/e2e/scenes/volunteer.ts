/** A volunteer without a screen: checks in, sends positions, checks out, in a time that a test says. */
import type { APIRequestContext } from "@playwright/test";
import { beside, logIn, type Activity, type Person } from "./server";

interface Consent {
  purpose: string;
  text: { version: number };
}
interface Age {
  asked: boolean;
  text: { version: number };
}
const METHOD = "gps";

export class Volunteer {
  attendance = 0;

  private constructor(
    private readonly request: APIRequestContext,
    private readonly name: string,
    private person: Person,
    private readonly activity: Activity,
  ) {}

  static async of(
    request: APIRequestContext,
    name: string,
    activity: Activity,
    at: Date,
  ): Promise<Volunteer> {
    const person = await logIn(request, name, "volunteer", at);
    for (const { purpose, text } of await person.ask<Consent[]>(
      "GET",
      "/me/consents",
      undefined,
      at,
    )) {
      if (purpose !== "location_track") continue;
      await person.ask("POST", "/me/consents", { purpose, version: text.version }, at);
    }
    await sayOfAge(person, at);
    await person.ask("POST", `/activities/${activity.id}/signups`, {}, at);
    return new Volunteer(request, name, person, activity);
  }

  /** Log in once more: a login is good for a quarter of an hour of the time that a test says. */
  async logIn(at?: Date): Promise<Person> {
    this.person = await logIn(this.request, this.name, "volunteer", at);
    return this.person;
  }

  async checkIn(at: Date): Promise<void> {
    const body = { method: METHOD, ping: ping(at, 0, 0, true) };
    const path = `/activities/${this.activity.id}/check-in`;
    await this.logIn(at);
    this.attendance = (await this.person.ask<{ id: number }>("POST", path, body, at)).id;
  }

  /** Positions every half minute of these minutes, near the gate. */
  async stay(from: Date, minutes: number, north = 0): Promise<void> {
    const pings = Array.from({ length: minutes * 2 }, (_, step) =>
      ping(
        new Date(from.getTime() + step * 30_000),
        5 * Math.sin(step),
        north + 4 * Math.cos(step),
      ),
    );
    const body = { batch_id: `stay-${from.getTime()}`, datum: "wgs84", pings };
    const end = new Date(from.getTime() + minutes * 60_000);
    await this.logIn(end);
    await this.person.ask("POST", `/attendances/${this.attendance}/pings`, body, end);
  }

  async checkOut(at: Date): Promise<void> {
    const body = { ping: ping(at, 0, 0, true) };
    await this.logIn(at);
    await this.person.ask("POST", `/attendances/${this.attendance}/check-out`, body, at);
  }
}

/** Say before a sign-up that somebody is of age, if that is still asked. */
export async function sayOfAge(person: Person, at?: Date): Promise<void> {
  const age = await person.ask<Age>("GET", "/me/age", undefined, at);
  if (age.asked) await person.ask("POST", "/me/age", { version: age.text.version }, at);
}

function ping(at: Date, east: number, north: number, alone = false) {
  const place = { t: at.toISOString(), ...beside(east, north), accuracy: 8 };
  return alone ? { ...place, datum: "wgs84" } : place;
}
