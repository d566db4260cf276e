/** The sheet of paper cards, opened to be printed: a page of the server's, with nothing of ours. */
import { api } from "@/services/http";
import { addressOf } from "@/shared/download";

export async function printCards(query: {
  organisation_id: number;
  household_id?: number;
}): Promise<void> {
  const page = await api.get("/card-sheet", { query, as: "bytes" });
  window.open(addressOf(page as ArrayBuffer, "text/html;charset=utf-8"), "_blank", "noopener");
}
