// What a page asks of the server because of a step of the person.

import type { Page, Request } from "@playwright/test";

/** Whether the page asks by itself: code on its first use, and what is recorded meanwhile. */
function isByItself(request: Request): boolean {
  const { pathname, searchParams } = new URL(request.url());
  return pathname.startsWith("/pkg/") || pathname === "/live" || searchParams.get("unattended") === "true";
}

function path(request: Request): string {
  return new URL(request.url()).pathname;
}

/** The requests to our own server from now on, as the path without the query. */
export function requests(page: Page, describe = path): string[] {
  const seen: string[] = [];
  page.on("request", (request) => {
    if (!isByItself(request)) seen.push(describe(request));
  });
  return seen;
}

/** The same as method and path. */
export function requestsWithMethods(page: Page): string[] {
  return requests(page, (request) => `${request.method()} ${path(request)}`);
}
