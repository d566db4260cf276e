/** Words of the fences. */
export const fences = {
  "map.map": { zh: "地图", en: "Map" },
  "map.zoom_in": { zh: "放大", en: "Zoom in" },
  "map.zoom_out": { zh: "缩小", en: "Zoom out" },
  "fences.title": { zh: "围栏", en: "Fences" },
  "fences.lead": {
    zh: "选择一个活动，画出它的服务地点。",
    en: "Choose an activity and draw where it takes place.",
  },
  "fences.none": {
    zh: "还没有可以画围栏的活动。请先在“活动”里新建一个草稿。",
    en: "There is no activity to draw for. Make a draft under Activities first.",
  },
} as const;
