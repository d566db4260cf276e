/** A plugin of Vite: the licences of what was built in go out beside it, as they ask for. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The folder of the package that a module comes from; null for our own. */
function packageOf(module) {
  const id = module.replace(/^\0/, "").split("?")[0].replaceAll("\\", "/");
  const found = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id);
  return found && existsSync(path.join(found[1], "package.json")) ? found[1] : null;
}

function noticeOf(folder) {
  const { name, version, license, author } = JSON.parse(
    readFileSync(path.join(folder, "package.json"), "utf-8"),
  );
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const by = typeof author === "object" ? author?.name : author;
  const text = file ? readFileSync(path.join(folder, file), "utf-8").trim() : (by ?? "");
  return `${name} ${version} (${license ?? "see below"})\n\n${text}\n`;
}

export function licences() {
  return {
    name: "licences",
    generateBundle(_, bundle) {
      const folders = new Set();
      for (const chunk of Object.values(bundle)) {
        for (const module of Object.keys(chunk.modules ?? {})) {
          const folder = packageOf(module);
          if (folder) folders.add(folder);
        }
      }
      const notices = [...folders].sort().map(noticeOf);
      const rule = `\n${"-".repeat(72)}\n\n`;
      this.emitFile({ type: "asset", fileName: "licences.txt", source: notices.join(rule) });
    },
  };
}
