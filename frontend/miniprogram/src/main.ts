import { createSSRApp } from "vue";
import App from "./App.vue";
import { enter } from "./services/start";

/** uni-app calls this, on each platform. */
export function createApp() {
  enter();
  return { app: createSSRApp(App) };
}
