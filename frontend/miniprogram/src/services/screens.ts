/** What the server says to screens before anybody has logged in. */
import { api } from "./http";
import type { Screens } from "./shapes";

let asked: Promise<Screens> | null = null;

/** Ask once; a failure is asked again. */
export function getScreens(): Promise<Screens> {
  asked ??= api.get("/screens").then(
    (answer) => answer,
    (reason: unknown) => {
      asked = null;
      throw reason;
    },
  );
  return asked;
}
