/** The way to a site: WeChat knows maps with routes, which are all in GCJ-02. */
import { wgs84ToGcj02 } from "@weiguang/common/geo";
import { IN_WECHAT } from "./platform";
import type { Site } from "./shapes";

/** Browsers show no way of ours. */
export const CAN_SHOW_WAY = IN_WECHAT;

export function showWay({ latitude, longitude, name }: Site): void {
  const { lon, lat } = wgs84ToGcj02({ lon: longitude, lat: latitude });
  void uni.openLocation({ longitude: lon, latitude: lat, name, scale: 16 });
}
