/** The map, fetched by the pages that show one. */
import { defineAsyncComponent } from "vue";

export { pointsOf, type MapPoint } from "./points";
export { default as ChanceChart } from "./ChanceChart.vue";
export const FenceMap = defineAsyncComponent(() => import("./FenceMap.vue"));
