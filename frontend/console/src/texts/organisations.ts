/** Words of the organisations. */
export const organisations = {
  "organisations.title": { zh: "组织", en: "Organisations" },
  "organisations.none": { zh: "还没有组织。", en: "There are no organisations yet." },
} as const;
