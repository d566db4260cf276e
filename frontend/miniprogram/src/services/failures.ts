/** What may go wrong and is nobody's fault: the server refuses, or there is no network. */
import { Offline, Problem } from "@weiguang/common/api/client";

export type Failure = Offline | Problem;
export { Offline, Problem };

/** Return the refusal or the silence; what is neither is a fault of ours and goes on its way. */
export function asFailure(reason: unknown): Failure {
  if (reason instanceof Problem || reason instanceof Offline) return reason;
  throw reason;
}

/** Of something that there may be or not: null where the server says that there is none. */
export async function orNone<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (reason) {
    if (reason instanceof Problem && reason.status === 404) return null;
    throw reason;
  }
}
