/** What the side of the editor shows. */
export const PANELS = ["sites", "paste", "import", "try"] as const;
export type Panel = (typeof PANELS)[number];
