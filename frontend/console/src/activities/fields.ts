/** What the server says of one field of a form, in words. */
import { Problem } from "@/services/http";

/** Return the words for a field, or nothing; a list ends with what people are to read. */
export function wrongAt(error: unknown, field: string): string {
  if (!(error instanceof Problem)) return "";
  const found = error.fields[field];
  if (found === undefined) return "";
  if (Array.isArray(found)) return String(found.at(-1) ?? "");
  return typeof found === "string" ? found : JSON.stringify(found);
}
