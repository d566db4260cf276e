/** What concerns the volunteer alone: hours, records, notices, consents. */
import { api } from "./http";
import type { Age, Consent, Hours, Notice, Page, ServiceRecord } from "./shapes";

const PAGE = 20;

export async function getHours(): Promise<Hours> {
  return await api.get("/me/hours");
}

export async function listRecords(cursor?: string): Promise<Page<ServiceRecord>> {
  return await api.get("/me/records", { query: { cursor, limit: PAGE } });
}

export interface Inbox extends Page<Notice> {
  unread: number;
}

export async function listNotices(cursor?: string): Promise<Inbox> {
  return await api.get("/me/notices", { query: { cursor, limit: PAGE } });
}

export async function countUnread(): Promise<number> {
  const inbox: Inbox = await api.get("/me/notices", { query: { limit: 1, unread: true } });
  return inbox.unread;
}

export async function readAll(upTo: number, key: string): Promise<void> {
  await api.post("/me/notices/read", { body: { up_to: upTo }, key });
}

export async function listConsents(): Promise<Consent[]> {
  return await api.get("/me/consents");
}

/** Agree to one purpose, in the version that was read. */
export async function giveConsent(to: Consent, key: string): Promise<Consent> {
  const body = { purpose: to.purpose, version: to.text.version };
  return await api.post("/me/consents", { body, key });
}

export async function withdrawConsent(purpose: Consent["purpose"], key: string): Promise<void> {
  await api.delete("/me/consents/{purpose}", { path: { purpose }, key });
}

export async function getAge(): Promise<Age> {
  return await api.get("/me/age");
}

/** Of age, or a minor's year of birth. */
export type AgeAnswer = "grown" | number;

export async function sayAge(to: Age, answer: AgeAnswer, key: string): Promise<void> {
  const body = { version: to.text.version, born_in: answer === "grown" ? undefined : answer };
  await api.post("/me/age", { body, key });
}

export async function rename(nickname: string, key: string): Promise<void> {
  await api.patch("/me", { body: { nickname }, key });
}
