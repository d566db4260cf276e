/** A workbook as a coordinator fills it in: the server's own Python writes it. */
import { execFileSync } from "node:child_process";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const WRITE = `
import io, json, sys
from openpyxl import Workbook
book = Workbook()
del book["Sheet"]
for name, rows in json.load(sys.stdin).items():
    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append(row)
text = io.BytesIO()
book.save(text)
sys.stdout.buffer.write(text.getvalue())
`;

/** Return the bytes of a workbook: rows of text by the name of their sheet, the heading first. */
export function workbook(sheets: Record<string, readonly (readonly string[])[]>): Buffer {
  const python = path.join(ROOT, ".venv", "bin", "python");
  return execFileSync(python, ["-c", WRITE], { input: JSON.stringify(sheets) });
}
