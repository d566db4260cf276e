/** Words of the audit: who changed what. */
export const audit = {
  "audit.filter": { zh: "筛选操作日志", en: "Filter the log" },
  "audit.subject": { zh: "操作了什么", en: "What was acted on" },
  "audit.all": { zh: "全部", en: "All" },
  "audit.from": { zh: "从", en: "From" },
  "audit.to": { zh: "到（含当天）", en: "Until, that day too" },
  "audit.export_csv": { zh: "导出 CSV", en: "Export CSV" },
  "audit.export_jsonl": { zh: "导出 JSONL", en: "Export JSONL" },
  "audit.export_noted": {
    zh: "按当前筛选导出；导出本身也会记入日志。",
    en: "The file has what is listed here; the export is noted as well.",
  },
  "audit.export_days": {
    zh: "要导出，请先选起止日期，最多 {n} 天。",
    en: "To export, choose the days first: {n} at most.",
  },
  "audit.none": {
    zh: "没有符合条件的操作。放宽日期或选“全部”再看。",
    en: "Nothing was done that fits. Choose more days, or all kinds.",
  },
  "audit.installation": { zh: "系统", en: "The system" },
  "audit.person": { zh: "用户 #{n}", en: "Person #{n}" },
  "audit.reason": { zh: "原因：{reason}", en: "Reason: {reason}" },
  "audit.changes": { zh: "改动 {n} 项", en: "{n} values" },
  "audit.field": { zh: "字段", en: "Field" },
  "audit.before": { zh: "原来", en: "Before" },
  "audit.after": { zh: "现在", en: "After" },
  "audit.only_person": { zh: "只看{who}的操作", en: "Only what {who} did" },
  "audit.only_row": { zh: "只看这一条记录", en: "Only this row" },
} as const;
