/** What the account itself knows: phone number, real name, where one is logged in, who looked. */
import { api } from "./http";
import { orNone } from "./failures";
import type { LookAtMe, Page, Phone, RealName, Session } from "./shapes";

const PAGE = 20;

export async function getPhone(): Promise<Phone | null> {
  return await orNone(api.get("/me/phone"));
}

/** Bind the number for which WeChat's button gave a code, good once. */
export async function bindPhone(code: string, key: string): Promise<Phone> {
  return await api.put("/me/phone", { body: { code }, key });
}

export async function unbindPhone(key: string): Promise<void> {
  await api.delete("/me/phone", { key });
}

export async function getRealName(): Promise<RealName | null> {
  return await orNone(api.get("/me/identity-verification"));
}

export async function giveRealName(name: string, number: string, key: string): Promise<RealName> {
  return await api.put("/me/identity-verification", { body: { name, number }, key });
}

export async function listSessions(cursor?: string): Promise<Page<Session>> {
  return await api.get("/me/sessions", { query: { cursor, limit: PAGE } });
}

export async function endSession(id: number, key: string): Promise<void> {
  await api.delete("/me/sessions/{login_id}", { path: { login_id: id }, key });
}

export async function listLooks(cursor?: string): Promise<Page<LookAtMe>> {
  return await api.get("/me/looks", { query: { cursor, limit: PAGE } });
}

/** What a browser says of itself, as far as its owner knows the thing by it. */
export function deviceOf({ device }: Pick<Session, "device">): {
  app: "wechat" | "browser";
  kind: "android" | "iphone" | "desktop" | "other";
} {
  // What is kept ends before Android's word for WeChat; its word for a view within an app does not.
  const app = /MicroMessenger|; wv\)/i.test(device) ? "wechat" : "browser";
  if (/iPhone|iPad/i.test(device)) return { app, kind: "iphone" };
  if (/Android/i.test(device)) return { app, kind: "android" };
  return { app, kind: /Windows|Macintosh|Linux/i.test(device) ? "desktop" : "other" };
}
