// Puts a .br and a .gz beside each file of a built screen that shrinks: node compress.mjs FOLDER
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const TEXT = /\.(js|mjs|css|html|svg|json|webmanifest|txt|geojson)$/;
const LEAST_BYTES = 512;
const ways = [
  [
    ".br",
    (content) =>
      promisify(brotliCompress)(content, {
        params: {
          [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      }),
  ],
  [".gz", (content) => promisify(gzip)(content, { level: 9 })],
];

async function compress(file) {
  const content = await readFile(file);
  if (content.length < LEAST_BYTES) return;
  for (const [suffix, shrink] of ways) {
    const small = await shrink(content);
    if (small.length < content.length * 0.95) await writeFile(file + suffix, small);
  }
}

const folder = process.argv[2];
if (folder === undefined) throw new Error("which folder?");
const entries = await readdir(folder, { recursive: true, withFileTypes: true });
const files = entries.filter((each) => each.isFile() && TEXT.test(each.name));
await Promise.all(files.map((each) => compress(path.join(each.parentPath, each.name))));
