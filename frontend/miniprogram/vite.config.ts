import { readFileSync } from "node:fs";
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

/** The addresses of the pages, for the server: an address that is none of them is not there. */
const listPages: Plugin = {
  name: "list-pages",
  generateBundle() {
    if (process.env.UNI_PLATFORM !== "h5") return;
    const file = path.resolve(__dirname, "src/pages.json");
    const { pages, subPackages } = JSON.parse(readFileSync(file, "utf-8")) as Pages;
    const parts = [{ root: "", pages }, ...subPackages];
    const listed = parts.flatMap((part) =>
      part.pages.map((page) => path.posix.join(part.root, page.path)),
    );
    this.emitFile({ type: "asset", fileName: "pages.txt", source: `${listed.join("\n")}\n` });
  },
};
interface Pages {
  pages: { path: string }[];
  subPackages: { root: string; pages: { path: string }[] }[];
}

export default defineConfig({
  plugins: [uni(), ownOriginOnly, listPages, licences()],
  resolve: { alias: { "@weiguang/common": path.resolve(__dirname, "../common") } },
  build: { target: "es2017", assetsInlineLimit: 0 },
});
