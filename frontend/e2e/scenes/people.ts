/** People whose real name and number the server knows. */
import type { APIRequestContext } from "@playwright/test";
import { logIn, type Person } from "./server";

interface Consent {
  purpose: string;
  text: { version: number };
}
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const COUNTY = "522228";
let given = 0;

/** An ID number with its check character, as GB 11643 has it. */
function idNumber(body: string): string {
  const sum = WEIGHTS.reduce((all, weight, at) => all + weight * Number(body[at]), 0);
  return body + "10X98765432"[sum % 11];
}

/** Somebody who was born on a day, "19800229", and has given name and number. */
export async function verified(
  request: APIRequestContext,
  nickname: string,
  name: string,
  born: string,
): Promise<Person> {
  const person = await logIn(request, nickname, "volunteer");
  for (const { purpose, text } of await person.ask<Consent[]>("GET", "/me/consents")) {
    if (purpose === "real_name") {
      await person.ask("POST", "/me/consents", { purpose, version: text.version });
    }
  }
  const number = idNumber(`${COUNTY}${born}${String(++given).padStart(3, "0")}`);
  await person.ask("PUT", "/me/identity-verification", { name, number });
  return person;
}
