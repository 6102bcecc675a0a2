"""What waits on a phone goes in the order in which it was written, whenever somebody signs in."""

from playwright.sync_api import Browser

from tests.story.conftest import Site
from tests.story.without_a_line import ON_ONE_DATABASE

pytestmark = ON_ONE_DATABASE

# Its owner signs in between the first form's question who is there and the second one's.
SEND_TWICE = """async () => {
    const { put } = await import("/static/js/store.js");
    const { flush } = await import("/static/js/flush.js");
    const sent = [];
    let asked = 0;
    globalThis.fetch = async (address) => {
        const person = asked++ ? "S1" : null;
        if (address === "/fresh-form") return Response.json({ token: "t", person });
        sent.push(address);
        return Response.json({ to: "/there" });
    };
    for (const action of ["/first", "/second"]) {
        const words = { owner: "S1", state: "waiting", at: Date.now(), key: action, fields: [] };
        await put({ ...words, fresh: "/fresh-form", action });
    }
    await flush();
    const before = [...sent];
    await flush();
    return [before, sent];
}"""


def test_who_signs_in_while_it_is_sent_has_nothing_overtake_what_did_not_go(
    browser: Browser, site: Site
):
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.goto(f"{site.address}/find")

    before, sent = page.evaluate(SEND_TWICE)
    context.close()

    assert before == []
    assert sent == ["/first", "/second"]
