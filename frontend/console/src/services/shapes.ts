/** Short names for the shapes that the server describes. */
import type { components } from "./http";

type Schemas = components["schemas"];
export type Activity = Schemas["Activity"];
export type Site = Schemas["Site"];
export type Organisation = Schemas["Organisation"];
export type Installation = Schemas["Screens"];
export type BaseMap = Schemas["BaseMap"];
export type User = Schemas["User"];
export type FenceChecked = Schemas["FenceChecked"];
export type TriedWalk = Schemas["TriedWalk"];
export type Slot = Schemas["Slot"];
export type SignUpRow = Schemas["SignUpForLeader"];
export type ReviewItem = Schemas["ReviewItem"];
export type Walk = Schemas["Walk"];
export type Membership = Schemas["Membership"];
export type Access = Schemas["Access"];
export type AuditEntry = Schemas["AuditEntry"];
export type HeldRole = Schemas["HeldRole"];
export type MovePlan = Schemas["MovePlan"];
export type Venue = Schemas["Venue"];
export type VenuePhoto = Schemas["VenuePhoto"];
export type Room = Schemas["Room"];
export type Household = Schemas["Household"];
export type GuardianPaper = Schemas["GuardianPaper"];
export type Import = Schemas["Import"];
