/** Deeds of the audit in the language of the page. */
import { SUBJECTS, VERBS } from "./names";
import { language } from "@/texts";

/** Return a deed, "organisation.close", as the page's language says it. */
export function deedInWords(deed: string): string {
  const [subject = "", verb = ""] = deed.split(".");
  if (language.value === "en") return `${spaced(subject)}: ${spaced(verb)}`;
  return `${SUBJECTS[subject] ?? subject} · ${VERBS[verb] ?? verb}`;
}

/** Return what was acted on, "guardian_paper", in the page's language. */
export function subjectInWords(subject: string): string {
  return language.value === "en" ? spaced(subject) : (SUBJECTS[subject] ?? subject);
}

function spaced(name: string): string {
  return name.replaceAll("_", " ");
}
