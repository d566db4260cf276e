/** What uni-app leaves out in a browser, and who cannot see needs: names of fields, a heading of the page. */
import { IN_WECHAT } from "./platform";

/** Name the field inside of what uni-app makes of one. */
export function nameInside(host: HTMLElement | undefined, name: string): void {
  if (IN_WECHAT) return;
  host?.querySelector("input, textarea")?.setAttribute("aria-label", name);
}

/** Say that the bar at the top is the head of the page, and its title the heading. */
export function describeHead(): void {
  if (IN_WECHAT) return;
  for (const head of document.querySelectorAll("uni-page-head"))
    head.setAttribute("role", "banner");
  for (const title of document.querySelectorAll(".uni-page-head__title")) {
    title.setAttribute("role", "heading");
    title.setAttribute("aria-level", "1");
  }
}
