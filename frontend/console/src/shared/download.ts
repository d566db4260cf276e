/** Hands a file from the server on to the browser, which keeps it where it keeps its downloads. */
const KEPT_MS = 60_000;

export function save(name: string, content: BlobPart, type: string): void {
  const address = addressOf(content, type);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}

/** Return an address of our own for some content; it is gone after a minute. */
export function addressOf(content: BlobPart, type: string): string {
  const address = URL.createObjectURL(new Blob([content], { type }));
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
  return address;
}
