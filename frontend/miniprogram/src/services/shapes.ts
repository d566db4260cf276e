/** The shapes of answers. The server writes every member of them; its description cannot say so. */
import type { components } from "@weiguang/common/api/client";
import type { FenceFeature } from "@weiguang/common/geo";

type Schemas = components["schemas"];

/** The same with all its members there. */
export type Whole<T> = T extends (infer Item)[]
  ? Whole<Item>[]
  : T extends object
    ? { [Name in keyof T]-?: Whole<Exclude<T[Name], undefined>> }
    : T;

export type Activity = Whole<Omit<Schemas["Activity"], "distance_m" | "sites">> & {
  distance_m?: number;
  sites: Site[];
};
export type Site = Omit<Whole<Schemas["Site"]>, "feature"> & { feature: FenceFeature };
export type Slot = Whole<Schemas["Slot"]>;
export type Position = Whole<Schemas["Position"]>;
export type SignUp = Whole<Schemas["SignUp"]>;
export type MySignUp = Whole<Schemas["MySignUp"]>;
export type Attendance = Whole<Schemas["Attendance"]>;
export type AttendanceView = Whole<Schemas["AttendanceView"]>;
export type Settlement = Whole<Schemas["Settlement"]>;
export type Cut = Whole<Schemas["Cut"]>;
export type Screens = Whole<Schemas["Screens"]>;
export type Dispute = Whole<Schemas["Dispute"]>;
export type OwnAttendance = Whole<Schemas["OwnAttendance"]>;
export type ServiceRecord = Whole<Schemas["Record"]>;
export type Hours = Whole<Schemas["Hours"]>;
export type Notice = Whole<Schemas["Notice"]>;
export type Consent = Whole<Schemas["Consent"]>;
export type Agreement = Whole<Schemas["Agreement"]>;
export type Code = Whole<Schemas["Code"]>;
export type LedSignUp = Whole<Schemas["SignUpForLeader"]>;
export type OnSite = Whole<Schemas["OnSiteItem"]>;
export type Called = Schemas["Called"];
export type Venue = Omit<Whole<Schemas["Venue"]>, "text_state" | "contact" | "distance_m"> & {
  contact: Whole<Schemas["Contact"]> | null;
  distance_m: number | null;
};
export type User = Whole<Schemas["User"]>;

export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

/** Read an answer as what the server writes. */
export function whole<T>(answer: unknown): T {
  return answer as T;
}
