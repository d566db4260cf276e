/** The camera of a browser, and the square codes in what it sees. */

/** Why there is no picture: not allowed, no camera, or one that another program holds. */
export type NoCamera = "denied" | "none" | "busy";

/** Reads the square code in a picture; null while there is none to be read. */
export type Reader = (picture: HTMLCanvasElement) => Promise<string | null>;

interface Detector {
  detect: (picture: HTMLCanvasElement) => Promise<{ rawValue: string }[]>;
}
interface Detecting {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats: () => Promise<string[]>;
}

export async function openCamera(): Promise<MediaStream | NoCamera> {
  try {
    const video = { facingMode: "environment", width: { ideal: 1280 } };
    return await navigator.mediaDevices.getUserMedia({ video, audio: false });
  } catch (reason) {
    const { name } = reason as DOMException;
    if (name === "NotAllowedError" || name === "SecurityError") return "denied";
    return name === "NotFoundError" || name === "OverconstrainedError" ? "none" : "busy";
  }
}

export function closeCamera(stream: MediaStream): void {
  stream.getTracks().forEach((track) => track.stop());
}

/** The browser's own reader where it has one, else ours, which is fetched only then. */
export async function makeReader(): Promise<Reader> {
  return (await ownReader()) ?? (await fetchedReader());
}

async function ownReader(): Promise<Reader | null> {
  const own = (globalThis as { BarcodeDetector?: Detecting }).BarcodeDetector;
  const formats = (await own?.getSupportedFormats().catch(() => [])) ?? [];
  if (own === undefined || !formats.includes("qr_code")) return null;
  const detector = new own({ formats: ["qr_code"] });
  return async (picture) => (await detector.detect(picture))[0]?.rawValue ?? null;
}

async function fetchedReader(): Promise<Reader> {
  const { default: read } = await import("jsqr");
  return (picture) => {
    const { width, height } = picture;
    const pixels = picture.getContext("2d")?.getImageData(0, 0, width, height).data;
    return Promise.resolve((pixels && read(pixels, width, height)?.data) || null);
  };
}

const SIDE_PX = 640; // more makes it slow on an old phone, and reads no better

/** Take what the camera sees at this moment; false while it sees nothing yet. */
export function take(video: HTMLVideoElement, onto: HTMLCanvasElement): boolean {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0) return false;
  const scale = Math.min(1, SIDE_PX / Math.max(videoWidth, videoHeight));
  onto.width = Math.round(videoWidth * scale);
  onto.height = Math.round(videoHeight * scale);
  const drawing = onto.getContext("2d", { willReadFrequently: true });
  drawing?.drawImage(video, 0, 0, onto.width, onto.height);
  return drawing !== null;
}
