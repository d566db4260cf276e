/** What who leads a service asks for and does on site. */
import { api } from "./http";
import {
  type Activity,
  type Called,
  type Code,
  type LedSignUp,
  type OnSite,
  type Page,
} from "./shapes";

const PAGE = 100;
type State = "approved" | "draft" | "rejected";

/** Activities of the organisations that one coordinates: public ones that are not over, or drafts. */
export async function listLed(state: State, cursor?: string): Promise<Page<Activity>> {
  return await api.get("/activities", { query: { led: true, state, cursor, limit: 20 } });
}

export async function getCode(activityId: number, slotId: number): Promise<Code> {
  const path = { activity_id: activityId };
  return await api.get("/activities/{activity_id}/code", { path, query: { slot_id: slotId } });
}

/** Everybody who signed up for a slot, page after page. */
export async function listSignedUp(activityId: number, slotId: number): Promise<LedSignUp[]> {
  const path = { activity_id: activityId };
  const found: LedSignUp[] = [];
  let cursor: string | undefined;
  do {
    const query = { slot_id: slotId, cursor, limit: PAGE };
    const page: Page<LedSignUp> = await api.get("/activities/{activity_id}/signups", {
      path,
      query,
    });
    found.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

/** Who is on site, and who was today. */
export async function listOnSite(activityId: number): Promise<OnSite[]> {
  const path = { activity_id: activityId };
  const found: OnSite[] = [];
  let cursor: string | undefined;
  do {
    const query = { left: true, cursor, limit: PAGE };
    const page: Page<OnSite> = await api.get("/activities/{activity_id}/on-site", { path, query });
    found.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

/** Vouch that these arrive or leave; who cannot be called is named with the reason. */
export async function callRoll(
  activityId: number,
  volunteerIds: number[],
  event: "arrive" | "leave",
  key: string,
): Promise<Called[]> {
  const body = { volunteer_ids: volunteerIds, event };
  const path = { activity_id: activityId };
  const answer: { results: Called[] } = await api.post("/activities/{activity_id}/roll-call", {
    path,
    body,
    key,
  });
  return answer.results;
}

/** Give a draft its sites; what comes back is what the server keeps. */
export async function putSites(
  activityId: number,
  features: GeoJSON.Feature[],
  key: string,
): Promise<Activity> {
  const body = {
    type: "FeatureCollection" as const,
    properties: { datum: "wgs84" },
    features: features as unknown as Record<string, unknown>[],
  };
  const path = { activity_id: activityId };
  return await api.put("/activities/{activity_id}/sites", { path, body, key });
}
