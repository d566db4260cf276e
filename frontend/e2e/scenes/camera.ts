/** A camera that sees what a test draws: Chromium reads its picture from a file, anew each time it is opened. */
import { writeFileSync } from "node:fs";
import { drawQr } from "../../miniprogram/src/services/qr";

const [WIDTH, HEIGHT] = [640, 480];
const MODULE_PX = 8;
const FRAMES = 3;

/** What Chromium is started with to have such a camera, and to allow it without a question. */
export function cameraOf(file: string): string[] {
  return [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    `--use-file-for-fake-video-capture=${file}`,
  ];
}

/** Hold a square code in front of the camera; without words it looks at a grey wall. */
export function hold(file: string, words = ""): void {
  const grey = Buffer.alloc(WIDTH * HEIGHT, 150);
  if (words !== "") draw(grey, words);
  const colours = Buffer.alloc((WIDTH * HEIGHT) / 2, 128); // of none
  const frame = Buffer.concat([Buffer.from("FRAME\n"), grey, colours]);
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
  writeFileSync(file, Buffer.concat([head, ...Array<Buffer>(FRAMES).fill(frame)]));
}

function draw(onto: Buffer, words: string): void {
  const { size, bars } = drawQr(words);
  const left = Math.floor((WIDTH - size * MODULE_PX) / 2);
  const top = Math.floor((HEIGHT - size * MODULE_PX) / 2);
  fill(onto, { left, top, width: size, height: size }, 235);
  for (const [x, y, width] of bars) {
    fill(onto, { left: left + x * MODULE_PX, top: top + y * MODULE_PX, width, height: 1 }, 16);
  }
}

function fill(
  onto: Buffer,
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
  light: number,
): void {
  for (let row = top; row < top + height * MODULE_PX; row++) {
    onto.fill(light, row * WIDTH + left, row * WIDTH + left + width * MODULE_PX);
  }
}
