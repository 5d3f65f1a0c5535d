// Layout checks: words broken across lines, misaligned controls in a row, and dialogs wider than
// the screen.

import { expect, type Page } from "@playwright/test";
import { expectNoSidewaysScroll } from "./fixtures.ts";

/** Asserts that the page and an open dialog fit the screen, without words broken needlessly. */
export async function expectRoom(page: Page, what: string): Promise<void> {
  await expectNoSidewaysScroll(page);
  expect(await outsideOfScreen(page), `${what}: windows wider than the screen`).toEqual([]);
  expect(await brokenWords(page), `${what}: broken words`).toEqual([]);
}

/** Dialogs that extend beyond the screen, or whose content overflows them. */
async function outsideOfScreen(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("dialog[open], dialog[open] .dialog-body")]
      .filter((one) => one.getBoundingClientRect().right > innerWidth || one.scrollWidth > one.clientWidth)
      .map((one) => one.className),
  );
}

/**
 * Words broken across two lines that would fit on one line of their column. A line may break at a
 * hyphen, which ends a word.
 */
export async function brokenWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    /** The line width of the block that an element belongs to. */
    const column = (element: Element): number => {
      let block = element;
      while (getComputedStyle(block).display.startsWith("inline") && block.parentElement) block = block.parentElement;
      const style = getComputedStyle(block);
      return block.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    };
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent?.checkVisibility({ visibilityProperty: true }) || parent.closest(".sr-only, option")) continue;
      for (const word of (node.textContent ?? "").matchAll(/[^\s\u00ad\u200b-]+-*/gu)) {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
        const first = boxes[0];
        if (!first || !boxes.some((box) => box.top > first.top + first.height / 2)) continue;
        const width = boxes.reduce((sum, box) => sum + box.width, 0);
        if (width <= column(parent)) found.push(`${word[0]} (${parent.tagName.toLowerCase()}.${parent.className})`);
      }
    }
    return found;
  });
}

/** Rows of a form whose buttons and fields differ in height or are not on one line. */
export async function unevenRows(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const controls = "button, a.button, input:not([type=hidden], [type=checkbox], [type=radio]), select";
    const found: string[] = [];
    for (const form of document.querySelectorAll("form")) {
      const boxes = [...form.querySelectorAll<HTMLElement>(controls)]
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".sr-only, .popover, td"))
        .map((one) => ({ name: (one.innerText || one.id || one.className).trim(), box: one.getBoundingClientRect() }))
        // Skips controls within a field, like the button that shows a password.
        .filter(({ box }) => box.width > 1 && box.height > 1);
      for (const [index, { name, box }] of boxes.entries()) {
        for (const other of boxes.slice(index + 1)) {
          const isInside = other.box.left < box.right && box.left < other.box.right;
          const middle = (one: DOMRect): number => one.top + one.height / 2;
          if (isInside || Math.abs(middle(box) - middle(other.box)) > box.height / 2) continue;
          if (Math.abs(box.top - other.box.top) > 0.5 || Math.abs(box.height - other.box.height) > 0.5) {
            found.push(`${name} (${box.top}, ${box.height}) and ${other.name} (${other.box.top}, ${other.box.height})`);
          }
        }
      }
    }
    return found;
  });
}
