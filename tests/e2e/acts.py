"""What people do in a browser, again and again."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

_WHERE_WORDS_STAND = """(element, words) => {
    const skipped = (node) => node.parentElement.closest("[data-skip]") || node.parentElement.closest(".sr");
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const nodes = [];
    let text = "";
    while (walker.nextNode()) {
        if (skipped(walker.currentNode)) continue;
        nodes.push([text.length, walker.currentNode]);
        text += walker.currentNode.data;
    }
    const at = text.indexOf(words);
    if (at < 0) throw new Error(`not there: ${words}`);
    const point = (offset, last) => {
        const [start, node] = nodes.findLast(([start]) => (last ? start < offset : start <= offset));
        return [node, offset - start];
    };
    const box = (from, to) => {
        const range = document.createRange();
        range.setStart(...point(from, false));
        range.setEnd(...point(to, true));
        return [...range.getClientRects()].at(from === at ? 0 : -1);
    };
    const first = box(at, at + 1);
    const last = box(at + words.length - 1, at + words.length);
    return [first.left, first.top + first.height / 2, last.right, last.top + last.height / 2];
}"""


def mark_words(block: Locator, words: str) -> None:
    """Drag the mouse over these words of a paragraph, from their first letter to their last."""
    block.scroll_into_view_if_needed()
    block.evaluate("element => element.scrollIntoView({block: 'center', behavior: 'instant'})")
    left, top, right, bottom = block.evaluate(_WHERE_WORDS_STAND, words)
    mouse = block.page.mouse
    mouse.move(left + 0.5, top)
    mouse.down()
    mouse.move((left + right) / 2, (top + bottom) / 2, steps=3)
    mouse.move(right - 0.5, bottom, steps=3)
    mouse.up()


def paragraph(page: Page, words: str) -> Locator:
    """The text of the paragraph in the reader that contains these words."""
    return page.locator("[data-text]").filter(has_text=words).first


def send(page: Page, *, alias: str = "") -> int:
    """Sign with a name if wished, agree to the rules, send; the number on the receipt."""
    if alias:
        page.get_by_label("Name, der öffentlich steht").fill(alias)
    page.get_by_role("checkbox", name="Ich halte mich an die Netiquette").check()
    page.get_by_role("button", name=re.compile("absenden$")).last.click()
    return number_on_receipt(page)


def number_on_receipt(page: Page) -> int:
    """Wait for the receipt and read the number from it."""
    page.wait_for_url("**/beleg/**")
    number = page.locator("h1 .no")
    expect(number).to_be_visible()
    return int(number.inner_text())


def comment_on(page: Page, words: str, text: str, *, alias: str = "") -> int:
    """Mark words in the reader with the mouse and comment on them; the number of the contribution."""
    mark_words(paragraph(page, words), words)
    page.get_by_role("link", name="Kommentieren", exact=True).click()
    expect(page.locator("blockquote mark")).to_have_text(words)
    page.get_by_label("Ihr Kommentar").fill(text)
    return send(page, alias=alias)


class Clicks:
    """Counts the clicks somebody needs to get from one place to another."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def on(self, link: Locator) -> None:
        """Click, and count it."""
        link.click()
        self.count += 1
