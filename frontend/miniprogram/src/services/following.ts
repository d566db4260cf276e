/** Follows a service while the app is to be seen: positions in, batches out. WeChat gives none when it is hidden. */
import { record, running, sync } from "@/stores/running";
import { watchPosition } from "./location";

const SYNC_MS = 30_000;
let stop: (() => void) | null = null;
let timer: ReturnType<typeof setInterval> | undefined;

/** Follow what is under way, if anything is; called again it changes nothing. */
export function follow(): void {
  if (running.now === null || timer !== undefined) return;
  // A refusal needs no word here: the page of the service says that nothing was received.
  if (running.now.located) stop = watchPosition({ onFix: record, onRefused: () => undefined });
  timer = setInterval(tick, SYNC_MS);
  void sync();
}

/** Stop: the app is hidden. What was recorded goes out first. */
export function rest(): void {
  clearInterval(timer);
  timer = undefined;
  stopWatching();
  if (running.now !== null) void sync({ all: true });
}

function tick(): void {
  if (running.now === null) return rest();
  if (!running.now.located) stopWatching();
  void sync();
}

function stopWatching(): void {
  stop?.();
  stop = null;
}

/** There is network again: do not wait out the pause. */
export function listenForNetwork(): void {
  uni.onNetworkStatusChange(({ isConnected }) => {
    if (isConnected && running.now !== null) void sync({ all: true, now: true });
  });
}
