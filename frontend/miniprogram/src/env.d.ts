/// <reference types="vite/client" />

declare const process: { env: { UNI_PLATFORM: "h5" | "mp-weixin" } };
declare const wx: unknown;
