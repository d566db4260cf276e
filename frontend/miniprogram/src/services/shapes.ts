/** The shapes of answers, by short names. */
import type { components } from "@weiguang/common/api/client";

type Schemas = components["schemas"];

export type Activity = Schemas["Activity"];
export type Site = Schemas["Site"];
export type Slot = Schemas["Slot"];
export type Position = Schemas["Position"];
export type SignUp = Schemas["SignUp"];
export type MySignUp = Schemas["MySignUp"];
export type Attendance = Schemas["Attendance"];
export type AttendanceView = Schemas["AttendanceView"];
export type Settlement = Schemas["Settlement"];
export type Cut = Schemas["Cut"];
export type Screens = Schemas["Screens"];
export type Dispute = Schemas["Dispute"];
export type OwnAttendance = Schemas["OwnAttendance"];
export type ServiceRecord = Schemas["Record"];
export type Hours = Schemas["Hours"];
export type Notice = Schemas["Notice"];
export type Consent = Schemas["Consent"];
export type Age = Schemas["Age"];
export type Agreement = Schemas["Agreement"];
export type Code = Schemas["Code"];
export type LedSignUp = Schemas["SignUpForLeader"];
export type OnSite = Schemas["OnSiteItem"];
export type Called = Schemas["Called"];
export type Venue = Omit<Schemas["Venue"], "text_state" | "contact" | "distance_m"> & {
  contact: Schemas["Contact"] | null;
  distance_m: number | null;
};
export type VenueToday = Schemas["VenueToday"];
export type User = Schemas["User"];

export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}
