/** What the description of the API says of each route, as types: one place that reads schema.d.ts. */
import type { paths } from "./schema";

export type Method = "get" | "post" | "put" | "patch" | "delete";

type Prefix = "/api/v1";
/** The routes, written without the prefix. */
type Routes = {
  [Path in keyof paths as Path extends `${Prefix}${infer Rest}` ? Rest : never]: paths[Path];
};
type Operation<M extends Method, Path extends keyof Routes> = M extends keyof Routes[Path]
  ? NonNullable<Routes[Path][M]>
  : never;

/** The paths that know this method. */
export type PathOf<M extends Method> = {
  [Path in keyof Routes]: [Operation<M, Path>] extends [never] ? never : Path;
}[keyof Routes] &
  string;

type Parameters<Op> = Op extends { parameters: infer Found } ? Found : never;
type Part<Op, Name extends "path" | "query"> = Name extends keyof Parameters<Op>
  ? Exclude<Parameters<Op>[Name], undefined>
  : never;
type Contents<Body> = Body extends { content: infer Content } ? Content : never;
type JsonOf<Content> = "application/json" extends keyof Content
  ? Content["application/json"]
  : never;

/** The body as it is sent: JSON, or bytes where the route takes a file. */
export type Bytes = ArrayBuffer | Uint8Array<ArrayBuffer>;
interface File {
  body: Bytes;
  /** What the file is: image/jpeg and the like. */
  type: string;
}
type Sent<Body> = [JsonOf<Contents<Body>>] extends [never]
  ? File
  : { body: JsonOf<Contents<Body>> };
type BodyMember<Op> = Op extends { requestBody: infer Body }
  ? Sent<Body>
  : Op extends { requestBody?: infer Body }
    ? [Exclude<Body, undefined>] extends [never]
      ? unknown
      : Partial<Sent<Exclude<Body, undefined>>>
    : unknown;

/** A member that may be left out if everything in it may. */
type Member<Name extends string, Value> = [Value] extends [never]
  ? unknown
  : Partial<Value> extends Value
    ? Partial<Record<Name, Value>>
    : Record<Name, Value>;

type Good = 200 | 201 | 202 | 204;
type Answers<Op> = Op extends { responses: infer Found } ? Found : never;
type GoodAnswer<Op> = {
  [Status in keyof Answers<Op>]: Status extends Good ? Answers<Op>[Status] : never;
}[keyof Answers<Op>];
type Content<Op> =
  GoodAnswer<Op> extends infer One ? (One extends { content: infer C } ? C : never) : never;

/** What is no JSON is read as the caller says. */
type Reading<Op> = [Content<Op>] extends [never]
  ? unknown
  : [JsonOf<Content<Op>>] extends [never]
    ? { as: "bytes" | "text" }
    : unknown;

/** What a call of this route needs and may say. */
export type Options<M extends Method, Path extends PathOf<M>> = Member<
  "path",
  Part<Operation<M, Path>, "path">
> &
  Member<"query", Part<Operation<M, Path>, "query">> &
  BodyMember<Operation<M, Path>> &
  Reading<Operation<M, Path>> & {
    /** The same for each repetition of this request: it is done once. */
    key?: string;
    /** The version that was seen: 412 `version_stale` if somebody has changed it since. */
    seen?: number;
  };

/** What the route answers. */
export type Answered<M extends Method, Path extends PathOf<M>, Said> = [
  Content<Operation<M, Path>>,
] extends [never]
  ? undefined
  : [JsonOf<Content<Operation<M, Path>>>] extends [never]
    ? Said extends { as: "text" }
      ? string
      : ArrayBuffer
    : JsonOf<Content<Operation<M, Path>>>;
