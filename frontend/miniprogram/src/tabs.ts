/** The places at the foot of the screen. */
import type { TextKey } from "./texts";

export interface Tab {
  name: "activities" | "stations" | "mine" | "me";
  path: string;
  text: TextKey;
  icon: string;
}

export const TABS: readonly Tab[] = [
  {
    name: "activities",
    path: "/pages/activities/activities",
    text: "tab.activities",
    icon: "activities",
  },
  { name: "stations", path: "/pages/stations/stations", text: "tab.stations", icon: "stations" },
  { name: "mine", path: "/pages/mine/mine", text: "tab.mine", icon: "mine" },
  { name: "me", path: "/pages/me/me", text: "tab.me", icon: "me" },
];
