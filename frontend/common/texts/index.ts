/** Words of the screens: Chinese first, English beside it, keys and values checked by the compiler. */
export type Language = "zh" | "en";

/** The same in both languages, with `{names}` where values go. */
export interface Text {
  zh: string;
  en: string;
}
export type Catalogue = Readonly<Record<string, Text>>;

type NamesIn<Words extends string> = Words extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;
type Values<Words extends string> = Record<NamesIn<Words>, string | number>;
/** Values are asked for where the words have places for them, and nowhere else. */
type Arguments<Words extends string> = [NamesIn<Words>] extends [never]
  ? []
  : [values: Values<Words>];

export type Translate<Texts extends Catalogue> = <Key extends keyof Texts & string>(
  key: Key,
  ...values: Arguments<Texts[Key]["zh"]>
) => string;

/** A catalogue whose English names the same values as its Chinese; anything else does not compile. */
export function defineTexts<const Texts extends Catalogue>(
  texts: Texts & {
    [Key in keyof Texts]: [NamesIn<Texts[Key]["zh"]>] extends [NamesIn<Texts[Key]["en"]>]
      ? [NamesIn<Texts[Key]["en"]>] extends [NamesIn<Texts[Key]["zh"]>]
        ? unknown
        : never
      : never;
  },
): Texts {
  return texts;
}

/** Return `t(key, values)`; the language is asked each time, so that a screen may change it. */
export function createTexts<const Texts extends Catalogue>(
  texts: Texts,
  language: () => Language,
): Translate<Texts> {
  return (key, ...[values]) => {
    const found = texts[key];
    // Words that nobody has translated yet are better than none.
    const words = found?.[language()] || found?.zh || key;
    return fill(words, values ?? {});
  };
}

/** Keep a number and what it counts on one line: "8 / 分钟" is read as eight of nothing. */
export function unbroken(words: string): string {
  // Minutes behind a colon count nothing: they are an hour of the day.
  return words.replace(/(^|[^:.\d])(\d+(?:\.\d+)?) (?=[^\s\d])/g, "$1$2\u00a0");
}

function fill(words: string, values: Record<string, string | number>): string {
  return words.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
