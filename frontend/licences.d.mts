/** Types of licences.mjs, for the configurations that use it. */
export function licences(): { name: string };
