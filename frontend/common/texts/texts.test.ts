import { describe, expect, it } from "vitest";
import { createTexts, defineTexts, unbroken, type Language } from "./index";

const texts = defineTexts({
  hello: { zh: "你好，{name}", en: "Hello, {name}" },
  bare: { zh: "签到", en: "Check in" },
  untranslated: { zh: "围栏", en: "" },
});

describe("t", () => {
  it("speaks the language of the moment, and fills in the values", () => {
    let language: Language = "zh";
    const t = createTexts(texts, () => language);
    expect(t("hello", { name: "小杨" })).toBe("你好，小杨");
    language = "en";
    expect(t("hello", { name: "Yang" })).toBe("Hello, Yang");
    expect(t("bare")).toBe("Check in");
  });

  it("falls back to Chinese, and to the key", () => {
    const t = createTexts(texts, () => "en");
    expect(t("untranslated")).toBe("围栏");
    expect(t("gone" as "bare")).toBe("gone");
  });

  it("does not compile without its values, with others, or with an unknown key", () => {
    const t = createTexts(texts, () => "zh");
    // @ts-expect-error a value is missing
    expect(t("hello")).toBe("你好，{name}");
    // @ts-expect-error the value has another name
    expect(t("hello", { who: "小杨" })).toBe("你好，{name}");
    // @ts-expect-error there is no such text
    expect(t("nothing")).toBe("nothing");
  });

  it("does not compile when the languages name different values", () => {
    // @ts-expect-error English forgets the name
    expect(defineTexts({ hello: { zh: "你好，{name}", en: "Hello" } })).toBeTruthy();
  });
});

describe("unbroken", () => {
  it("keeps a number with what it counts, and breaks between two of them", () => {
    expect(unbroken("1 小时 8 分钟")).toBe("1\u00a0小时 8\u00a0分钟");
    expect(unbroken("计入 0.6 小时")).toBe("计入 0.6\u00a0小时");
    expect(unbroken("周一 09:00 开门")).toBe("周一 09:00 开门");
    expect(unbroken("138 0013 8000")).toBe("138 0013 8000");
  });
});
