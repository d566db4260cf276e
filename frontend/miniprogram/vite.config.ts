import path from "node:path";
import uni from "@dcloudio/vite-plugin-uni";
import { defineConfig, type Plugin } from "vite";

/** uni-app's own style sheets load pictures of a shadow from its makers' CDN: nothing leaves our origin. */
const ownOriginOnly: Plugin = {
  name: "own-origin-only",
  enforce: "post",
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== "asset" || !file.fileName.endsWith(".css")) continue;
      file.source = String(file.source).replace(/url\(["']?https?:[^)]*\)/g, "none");
    }
  },
};

export default defineConfig({
  plugins: [uni(), ownOriginOnly],
  resolve: { alias: { "@weiguang/common": path.resolve(__dirname, "../common") } },
  // Data URLs are for the policy of the page what foreign addresses are.
  build: { target: "es2017", assetsInlineLimit: 0 },
});
