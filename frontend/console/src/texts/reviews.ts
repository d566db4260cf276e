/** Words of the reviews. */
export const reviews = {
  "reviews.title": { zh: "审核", en: "Reviews" },
  "reviews.none": { zh: "没有待审核的考勤。", en: "Nothing waits for a review." },
} as const;
