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
export type Need = Schemas["Need"];
export type Category = Need["category"];
export type Publicised = Schemas["Publicity"];
export type PublicHours = Schemas["PublicHours"];
export type Objected = Schemas["Objection"];
export type Phone = Schemas["Phone"];
export type RealName = Schemas["IdentityVerification"];
export type Session = Schemas["Session"];
export type LookAtMe = Schemas["LookAtMe"];
export type Guardianship = Schemas["Guardianship"];
export type GuardianWord = Schemas["GuardianWord"];
export type Invitation = Schemas["GuardianInvitation"];
export type PersonalCopy = Schemas["PersonalCopy"];
export type Erasure = Schemas["Erasure"];
export type Certificate = Schemas["Certificate"];
export type LearningHours = Schemas["LearningHours"];
export type User = Schemas["User"];

export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}
