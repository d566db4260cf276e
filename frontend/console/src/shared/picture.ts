/** A picture from a file, made small enough to be sent: phones take them far larger than is seen. */
const LONGEST_SIDE = 1920;
const MOST_BYTES = 900_000;
const QUALITIES = [0.9, 0.75, 0.6, 0.4];
const TYPE = "image/jpeg";

export interface Picture {
  body: ArrayBuffer;
  type: string;
}

/** Return the picture as JPEG, its longest side bounded; throws when the file is no picture. */
export async function readPicture(file: File): Promise<Picture> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  for (const quality of QUALITIES) {
    const blob = await written(canvas, quality);
    if (blob.size <= MOST_BYTES) return { body: await blob.arrayBuffer(), type: TYPE };
  }
  throw new Error("a picture that no quality makes small");
}

function written(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error("no picture")) : resolve(blob)),
      TYPE,
      quality,
    ),
  );
}
