import path from "node:path";
import uni from "@dcloudio/vite-plugin-uni";
import { defineConfig, type Plugin } from "vite";
import { licences } from "../licences.mjs";

/**
 * uni-app's own style sheets load pictures of a shadow from its makers' CDN, and one from a data URL,
 * which is for the policy of the page what a foreign address is: nothing leaves our origin.
 */
const ownOriginOnly: Plugin = {
  name: "own-origin-only",
  enforce: "post",
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== "asset" || !file.fileName.endsWith(".css")) continue;
      file.source = String(file.source).replace(/url\(["']?(?:https?|data):[^)]*\)/g, "none");
    }
  },
};

export default defineConfig({
  plugins: [uni(), ownOriginOnly, licences()],
  resolve: { alias: { "@weiguang/common": path.resolve(__dirname, "../common") } },
  build: { target: "es2017", assetsInlineLimit: 0 },
});
