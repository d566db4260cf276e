/** What may go wrong and is nobody's fault: the server refuses, or there is no network. */
import { Offline, Problem } from "@weiguang/common/api/client";

export type Failure = Offline | Problem;
export { Offline, Problem };

/** Return the refusal or the silence; what is neither is a fault of ours and goes on its way. */
export function asFailure(reason: unknown): Failure {
  if (reason instanceof Problem || reason instanceof Offline) return reason;
  throw reason;
}
