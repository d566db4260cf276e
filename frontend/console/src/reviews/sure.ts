/** How sure the engine is, in words. */
import { percent } from "@/map/chart";
import { t } from "@/texts";

const LEVELS = [
  [0.95, "sure.very"],
  [0.8, "sure.fairly"],
  [0.6, "sure.unsure"],
] as const;

export function sureKey(confidence: number) {
  return LEVELS.find(([least]) => confidence >= least)?.[1] ?? "sure.hardly";
}

/** "很有把握（97%）"; never 100, for nothing is. */
export function sureWords(confidence: number): string {
  return t("sure.with", { words: t(sureKey(confidence)), p: percent(confidence) });
}
