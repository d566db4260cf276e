import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";
import { licences } from "../licences.mjs";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const server = process.env["WEIGUANG_SERVER"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  base: "/console/",
  plugins: [vue(), licences()],
  resolve: { alias: { "@weiguang/common": here("../common"), "@": here("src") } },
  build: {
    outDir: here("../../app/static/console"),
    emptyOutDir: true,
    // What a page needs is asked for by the page; a script that preloads would have to be inline.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // CSP: no data: addresses but those of the map's own markers
    target: "es2022",
  },
  server: { proxy: { "/api": server, "/tiles": server } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
