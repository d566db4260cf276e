/** What the navigation shows; each has its pages in the router. */
import type { TextKey } from "@/texts";

interface Section {
  name: string;
  path: string;
  title: TextKey;
  /** The path of an SVG, 24 × 24, drawn as a line. */
  icon: string;
}

export const sections: readonly Section[] = [
  {
    name: "activities",
    path: "/activities",
    title: "nav.activities",
    icon: "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5",
  },
  {
    name: "reviews",
    path: "/reviews",
    title: "nav.reviews",
    icon: "M9 4h6v3H9zM9 5H5v15h14V5h-4M8 14l3 3 5-6",
  },
  {
    name: "claims",
    path: "/claims",
    title: "nav.claims",
    icon: "M12 3a9 9 0 1 0 9 9M12 7v5l3 2M18 2v6M15 5h6",
  },
  {
    name: "publicity",
    path: "/publicity",
    title: "nav.publicity",
    icon: "M4 10v5h3l9 5V5L7 10zM19 9c1.5 1.5 1.5 5 0 7",
  },
  {
    name: "fences",
    path: "/fences",
    title: "nav.fences",
    icon: "M4 8l7-4 9 5-3 11-11-1zM4 8h.01M11 4h.01M20 9h.01M17 20h.01M6 19h.01",
  },
  {
    name: "organisations",
    path: "/organisations",
    title: "nav.organisations",
    icon: "M9 3h6v5H9zM3 16h6v5H3zM15 16h6v5h-6zM12 8v4M6 16v-4h12v4",
  },
];
