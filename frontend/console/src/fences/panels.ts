/** What the side of the editor shows, and for which activities there is an editor. */
import type { Activity } from "@/services/shapes";

export const PANELS = ["sites", "paste", "import", "try"] as const;
export type Panel = (typeof PANELS)[number];

/** Once somebody relies on the fences they stay. */
export const EDITABLE: readonly Activity["state"][] = ["draft", "rejected", "unpublished"];
