// What a page asks of the server because of a step of the person.

import type { Page, Request } from "@playwright/test";

/** Whether the page asks by itself: code on its first use, and what is recorded meanwhile. */
function isByItself(request: Request): boolean {
  const { pathname: path, searchParams } = new URL(request.url());
  return path.startsWith("/pkg/") || path === "/live" || searchParams.get("unattended") === "true";
}

/** The requests to our own server from now on, as the path without the query. */
export function requests(page: Page): string[] {
  const paths: string[] = [];
  page.on("request", (request) => {
    if (!isByItself(request)) paths.push(new URL(request.url()).pathname);
  });
  return paths;
}

/** The same as method and path. */
export function requestsWithMethods(page: Page): string[] {
  const requests: string[] = [];
  page.on("request", (request) => {
    if (!isByItself(request)) requests.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  return requests;
}
