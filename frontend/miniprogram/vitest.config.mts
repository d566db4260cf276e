import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [
    // The elements of uni-app are nobody's components here.
    vue({ template: { compilerOptions: { isCustomElement: (tag) => ELEMENTS.has(tag) } } }),
  ],
  resolve: {
    alias: { "@weiguang/common": here("../common"), "@": here("./src") },
  },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.ts"],
    testTimeout: 30_000, // every test loads the app anew, which takes its time on a busy machine
    setupFiles: ["tests/setup.ts"],
  },
});

const ELEMENTS = new Set(["view", "text", "image", "button", "input", "textarea", "picker", "map"]);
