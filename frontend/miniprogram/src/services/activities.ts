/** Activities and the places in them. */
import { api } from "./http";
import type { Activity, Agreement, MySignUp, Page, SignUp } from "./shapes";

export interface Search {
  near?: { longitude: number; latitude: number };
  words?: string;
  cursor?: string;
}

const NEAR_M = 50_000;
const PAGE = 20;

export async function findActivities({ near, words, cursor }: Search): Promise<Page<Activity>> {
  const around = near && {
    near: `${near.longitude},${near.latitude}`,
    datum: "wgs84" as const,
    radius_m: NEAR_M,
  };
  const query = { ...around, q: words || undefined, cursor, limit: PAGE };
  return await api.get("/activities", { query });
}

export async function getActivity(id: number): Promise<Activity> {
  return await api.get("/activities/{activity_id}", { path: { activity_id: id } });
}

/** What one agrees to by signing up. */
export async function getAgreement(
  id: number,
  slotId: number,
  positionId?: number,
): Promise<Agreement> {
  const query = { slot_id: slotId, position_id: positionId };
  return await api.get("/activities/{activity_id}/agreement", { path: { activity_id: id }, query });
}

export interface Wish {
  slotId: number;
  positionId?: number;
  /** The digest of what was read. */
  agreement: string;
}

export async function signUp(id: number, wish: Wish, key: string): Promise<SignUp> {
  const body = { slot_id: wish.slotId, position_id: wish.positionId, agreement: wish.agreement };
  return await api.post("/activities/{activity_id}/signups", {
    path: { activity_id: id },
    body,
    key,
  });
}

export async function cancelSignUp(of: SignUp, key: string): Promise<SignUp> {
  return await api.delete("/activities/{activity_id}/signups/{sign_up_id}", {
    path: pathOf(of),
    key,
  });
}

/** Take the place that is kept for somebody who waited. */
export async function acceptPlace(of: SignUp, key: string): Promise<SignUp> {
  const path = pathOf(of);
  return await api.post("/activities/{activity_id}/signups/{sign_up_id}/accept", { path, key });
}

export async function askLeave(of: SignUp, reason: string, key: string): Promise<SignUp> {
  const path = pathOf(of);
  const body = { reason };
  return await api.post("/activities/{activity_id}/signups/{sign_up_id}/leave", {
    path,
    body,
    key,
  });
}

export async function listMySignUps(cursor?: string): Promise<Page<MySignUp>> {
  return await api.get("/me/signups", { query: { cursor, limit: PAGE } });
}

/** One's own sign-ups for one activity, the newest first. */
export async function listSignUpsFor(activityId: number): Promise<SignUp[]> {
  const query = { activity_id: activityId, limit: PAGE };
  const found: Page<MySignUp> = await api.get("/me/signups", { query });
  return found.items.map((each) => each.sign_up);
}

function pathOf(of: SignUp): { activity_id: number; sign_up_id: number } {
  return { activity_id: of.activity_id, sign_up_id: of.id };
}
