/** Words of imports from a workbook. */
export const imports = {
  "org.imports": { zh: "批量导入", en: "Import" },
  "imports.lead": {
    zh: "用 Excel 一次导入下级组织、阵地和志愿者。先下载模板填写，再选文件：只检查，不写入；改好全部有误的单元格才能导入。同一文件再导一次不会重复。",
    en: "Bring organisations below, venues and volunteers from one workbook. Fill in the template, then choose the file: it is only checked, until every bad cell is mended. The same file again changes nothing.",
  },
  "imports.file": { zh: "填好的 Excel（.xlsx）", en: "The filled workbook, .xlsx" },
  "imports.template": { zh: "下载模板", en: "Get the template" },
  "imports.template_name": { zh: "微光导入模板.xlsx", en: "weiguang-import.xlsx" },
  "imports.busy": { zh: "正在处理…", en: "At work…" },
  "imports.bad": {
    zh: "{n} 个单元格有误，什么都还没有写入。请在 Excel 里改好，保存后重新选择文件。",
    en: "{n} cells are wrong; nothing was written. Mend them in the workbook, save, and choose it again.",
  },
  "imports.sheet": { zh: "工作表", en: "Sheet" },
  "imports.cell": { zh: "单元格", en: "Cell" },
  "imports.wrong": { zh: "问题", en: "What is wrong" },
  "imports.nothing": {
    zh: "文件里没有可导入的行。请从模板的第二行起填写。",
    en: "There are no rows to import. Fill in the template from its second row on.",
  },
  "imports.rows": { zh: "可导入：", en: "Good rows:" },
  "imports.rows_tree": { zh: "组织 {n} 行", en: "{n} organisations" },
  "imports.rows_venue": { zh: "阵地 {n} 行", en: "{n} venues" },
  "imports.rows_person": { zh: "志愿者 {n} 行", en: "{n} volunteers" },
  "imports.go": { zh: "导入到“{where}”之下", en: "Import below {where}" },
  "imports.earlier": { zh: "导入记录", en: "Earlier imports" },
  "imports.none": {
    zh: "还没有导入过。下载模板，填好后选择文件。",
    en: "Nothing was imported yet. Get the template, fill it in, and choose the file.",
  },
  "imports.progress": { zh: "导入进度", en: "Progress" },
  "imports.running": { zh: "导入中", en: "Running" },
  "imports.done": { zh: "已写入 {n}/{total} 行", en: "{n} of {total} rows written" },
  "imports.finished": { zh: "已完成", en: "Done" },
  "imports.failed": { zh: "已中止", en: "Stopped" },
  "imports.unclaimed": {
    zh: "{n} 人还没有用自己的手机号登录认领",
    en: "{n} have not logged in yet",
  },
} as const;
