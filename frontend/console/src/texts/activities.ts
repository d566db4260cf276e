/** Words of the activities. */
export const activities = {
  "activities.title": { zh: "活动", en: "Activities" },
  "activities.none": { zh: "还没有活动。", en: "There are no activities yet." },
  "activities.sites": { zh: "{n} 个地点", en: "{n} sites" },
  "activities.no_sites": { zh: "还没有围栏", en: "No fence yet" },
  "activities.draft": { zh: "草稿", en: "Draft" },
  "activities.submitted": { zh: "待审核", en: "Waits for review" },
  "activities.approved": { zh: "已通过", en: "Approved" },
  "activities.rejected": { zh: "已驳回", en: "Sent back" },
  "activities.unpublished": { zh: "已取消发布", en: "Taken back" },
  "activities.suspended": { zh: "已中止", en: "Stopped" },
  "activities.cancelled": { zh: "已取消", en: "Called off" },
} as const;
