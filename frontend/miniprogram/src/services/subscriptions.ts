/** Messages in WeChat: each acceptance is one message, so it is asked for where one is wanted. */
import type { components } from "@weiguang/common/api/client";
import { api, newKey } from "./http";
import { IN_WECHAT, weChat } from "./platform";
import { keep, recall } from "./storage";

type Answers = components["schemas"]["Report"]["answers"];

const TEMPLATES = "templates";
const AT_ONCE = 3; // WeChat takes at most that many of one-time templates

/** Learn the templates before a tap needs them: while a tap is answered there is no time to ask. */
export async function learnTemplates(): Promise<void> {
  if (!IN_WECHAT) return;
  const found = await api.get("/me/subscriptions");
  keep(TEMPLATES, found.map((each) => each.template_id).filter(Boolean));
}

/** Ask the person, and tell the server what they said. Right after a tap, or WeChat refuses. */
export async function askForMessages(): Promise<void> {
  const templates = recall<string[]>(TEMPLATES) ?? [];
  if (!IN_WECHAT || templates.length === 0) return;
  const answers = await new Promise<Answers>((resolve) => {
    weChat().requestSubscribeMessage({
      tmplIds: templates.slice(0, AT_ONCE),
      success: (said) => resolve(withoutNote(said)),
      fail: () => resolve({}), // switched off altogether: nothing to report
    });
  });
  if (Object.keys(answers).length === 0) return;
  await api.post("/me/subscriptions", { body: { answers }, key: newKey() });
}

/** WeChat's own note lies among the answers. */
function withoutNote(said: Record<string, string>): Answers {
  return Object.fromEntries(Object.entries(said).filter(([name]) => name !== "errMsg")) as Answers;
}
