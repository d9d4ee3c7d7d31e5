"""What people do in a browser, again and again."""

from __future__ import annotations

import re
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Server

_AT_REST = 0.14
"""Seconds after which the page takes a selection for done."""
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
    """Drag the mouse over these words of a paragraph, from their first letter to their last.

    Once more if the machine was slow: the page must not have looked at half of the words.
    """
    block.scroll_into_view_if_needed()
    for _ in range(5):
        block.evaluate("element => element.scrollIntoView({block: 'center', behavior: 'instant'})")
        left, top, right, bottom = block.evaluate(_WHERE_WORDS_STAND, words)
        mouse = block.page.mouse
        mouse.move(left + 0.5, top)
        began = time.monotonic()
        mouse.down()
        mouse.move((left + right) / 2, (top + bottom) / 2)
        mouse.move(right - 0.5, bottom)
        mouse.up()
        was_quick = time.monotonic() - began < _AT_REST
        if was_quick and words in block.evaluate("() => getSelection().toString().replaceAll('\\n', ' ')"):
            return
        block.evaluate("() => getSelection().removeAllRanges()")
    raise AssertionError(f"the mouse does not get over {words!r} at once")


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


def mails_to(server: Server, address: str) -> list[EmailMessage]:
    """Every mail that the server has sent to this address, the oldest first."""
    found = []
    files = Path(server.environment["WERKSTATT_DATA"], "mails").glob("*.log")
    for path in sorted(files, key=lambda path: path.stat().st_mtime_ns):
        for part in re.split(rb"^-{70,}$", path.read_bytes(), flags=re.MULTILINE):
            mail = message_from_bytes(part.strip(), policy=policy.default)
            if mail["To"] and address in mail["To"]:
                found.append(mail)
    return found


def wait_for_mails(server: Server, address: str, count: int) -> list[EmailMessage]:
    """Wait until the worker has sent this many mails to the address; all of them."""
    deadline = time.monotonic() + 30
    while len(found := mails_to(server, address)) < count:
        assert time.monotonic() < deadline, f"{len(found)} of {count} mails to {address}"
        time.sleep(0.2)
    return found


def links_in(mail: EmailMessage) -> list[str]:
    """The paths of the addresses that stand in a mail, in order."""
    return [urlsplit(url).path for url in re.findall(r"https?://\S+", mail.get_content())]
