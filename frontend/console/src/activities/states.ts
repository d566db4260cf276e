/** What people decided about an activity, in the order in which it happens. */
import type { Activity } from "@/services/shapes";

export type ActivityState = NonNullable<Activity["state"]>;

export const STATES: readonly ActivityState[] = [
  "draft",
  "submitted",
  "approved",
  "rejected",
  "unpublished",
  "suspended",
  "cancelled",
];
