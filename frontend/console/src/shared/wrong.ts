/** What went wrong, in words for the person who reads it. */
import { Offline, Problem } from "@/services/http";
import { both, t } from "@/texts";

/** Return what to show for an error of any kind. */
export function inWords(error: unknown): string {
  if (error instanceof Problem || error instanceof Offline) {
    return both(error.detail, error.detailEn);
  }
  reportError(error); // a mistake of ours: the browser's console has it whole
  return t("state.unknown");
}

/** Return what is wrong with which field, one line each. */
export function fieldsInWords(error: unknown): string[] {
  if (!(error instanceof Problem) || error.fields === null) return [];
  return Object.entries(error.fields ?? {})
    .filter(([, why]) => !error.detailEn.includes(said(why))) // the sentence above has it
    .map(([field, why]) => `${field}: ${said(why)}`);
}

function said(why: unknown): string {
  if (Array.isArray(why)) return why.map(said).join(" ");
  if (typeof why === "object" && why !== null) {
    return Object.entries(why)
      .map(([name, each]) => `${name}: ${said(each)}`)
      .join("; ");
  }
  return String(why);
}
