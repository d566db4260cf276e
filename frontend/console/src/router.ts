/** Addresses of the console. Each page is a chunk of its own; sections are named in shell/sections. */
import {
  createRouter,
  createWebHashHistory,
  type RouteLocation,
  type RouteRecordRaw,
} from "vue-router";
import { resume, staff } from "@/session";
import type { TextKey } from "@/texts";

declare module "vue-router" {
  interface RouteMeta {
    /** The key of the page's name. */
    title: TextKey;
    /** Whether the page is there without a login. */
    open?: boolean;
    /** The section that the navigation marks. */
    section?: string;
  }
}

const numbered = ({ params }: RouteLocation): { id: number } => ({ id: Number(params["id"]) });

const pages: RouteRecordRaw[] = [
  { path: "", redirect: "/activities" },
  {
    path: "/fences",
    component: () => import("@/fences/FencesPage.vue"),
    meta: { title: "nav.fences", section: "fences" },
  },
  {
    path: "/fences/:activity(\\d+)",
    component: () => import("@/fences/EditorPage.vue"),
    meta: { title: "fences.title", section: "fences" },
  },
  {
    path: "/activities",
    component: () => import("@/activities/ActivitiesPage.vue"),
    meta: { title: "nav.activities", section: "activities" },
  },
  {
    path: "/activities/new",
    component: () => import("@/activities/NewActivityPage.vue"),
    meta: { title: "new.title", section: "activities" },
  },
  {
    path: "/activities/:id(\\d+)",
    component: () => import("@/activities/ActivityPage.vue"),
    props: numbered,
    meta: { title: "nav.activities", section: "activities" },
  },
  {
    path: "/activities/:id(\\d+)/signups",
    component: () => import("@/activities/SignUpsPage.vue"),
    props: numbered,
    meta: { title: "signups.title", section: "activities" },
  },
  {
    path: "/activities/:id(\\d+)/live",
    component: () => import("@/activities/LivePage.vue"),
    props: numbered,
    meta: { title: "live.title", section: "activities" },
  },
  {
    path: "/reviews",
    component: () => import("@/reviews/ReviewsPage.vue"),
    meta: { title: "nav.reviews", section: "reviews" },
  },
  {
    path: "/claims",
    component: () => import("@/claims/ClaimsPage.vue"),
    meta: { title: "nav.claims", section: "claims" },
  },
  {
    path: "/publicity",
    component: () => import("@/publicity/PublicityPage.vue"),
    meta: { title: "nav.publicity", section: "publicity" },
  },
  {
    path: "/organisations/:id(\\d+)?/:view?",
    component: () => import("@/organisations/OrganisationsPage.vue"),
    props: ({ params }) => ({
      id: params["id"] ? Number(params["id"]) : undefined,
      view: params["view"] || undefined,
    }),
    meta: { title: "nav.organisations", section: "organisations" },
  },
];

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    {
      path: "/login",
      component: () => import("@/login/LoginPage.vue"),
      meta: { title: "login.title", open: true },
    },
    { path: "/", component: () => import("@/shell/ShellFrame.vue"), children: pages },
    { path: "/:lost(.*)*", redirect: "/activities" },
  ],
});

router.beforeEach(async (to) => {
  if (to.meta.open) return true;
  const back = { path: "/login", query: { ...to.query, to: to.fullPath } };
  try {
    return (await resume()) && staff.value ? true : back;
  } catch {
    return back; // the login page says what is wrong
  }
});
