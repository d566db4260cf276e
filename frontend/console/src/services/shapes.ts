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
export type PublicNotice = Schemas["Publicity"];
export type PublicManualHours = Schemas["PublicManualHours"];
export type Objection = Schemas["Objection"];
export type Claim = Schemas["Claim"];
export type ClosingReport = Schemas["ClosingReport"];
