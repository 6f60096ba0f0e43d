"""The site as it is used: by keyboard, by touch, by search, and over a network."""

import pytest

LESSON = "lessons/03_cell_variables.html"
TERMS = [
    "hidden state",
    "mini-batch",
    "BPTT",
    "teacher forcing",
    "overfitting",
    "forget gate",
    "dropout",
    "随时间反向传播",
    "perplexity",
    "static_rnn",
]
ERRORS = [
    "AttributeError: module 'tensorflow' has no attribute 'placeholder'",
    "ModuleNotFoundError: No module named 'tensorflow.contrib'",
    "BasicLSTMCell is not available with Keras 3",
    "ValueError: Dimensions must be equal, but are 256 and 184 for 'rnn/basic_rnn_cell/MatMul_1'",
    "Attempting to use uninitialized value my_layer/weights_7",
    "ValueError: Variable decoder/lstm/kernel already exists, disallowed. Did you mean",
    "Cannot feed value of shape (64, 784) for Tensor 'x:0', which has shape '(?, 28, 28)'",
    "expected ndim=2, found ndim=3",
    "ValueError: No gradients provided for any variable",
    "module 'tensorflow' has no attribute 'scalar_summary'",
]


def results(tab, query):
    """What the search finds first: pairs of a kind and a title."""
    tab.goto("search.html")
    tab.locator(".sidebar-search").fill(query)
    lines = tab.locator("#search-results li")
    return [
        (line.locator(".kind").inner_text(), line.locator("a").inner_text())
        for line in lines.all()[:5]
    ]


@pytest.mark.parametrize("term", TERMS)
def test_the_search_finds_a_term(tab, term):
    found = [title for kind, title in results(tab, term) if kind == "Term"]
    assert [title for title in found if term.lower() in title.lower()]


@pytest.mark.parametrize("error", ERRORS)
def test_the_search_finds_what_explains_an_error(tab, error):
    kind, _ = results(tab, error)[0]
    assert kind in ("Error", "Section")
    tab.locator("#search-results a").first.click()
    assert "#" in tab.url and "search" not in tab.url


def test_the_search_finds_an_exercise(tab):
    assert ("Exercise", "Exercise 1 · split_kernel") in results(tab, "split_kernel")


def test_a_term_is_searched_from_any_page(tab):
    tab.goto(LESSON)
    tab.locator(".sidebar-search").fill("hidden state")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search.html?q=hidden*")
    assert tab.locator("#search-results li").count() > 0


def test_a_definition_is_shown_over_a_term_by_mouse_and_stays_under_it(tab):
    tab.goto(LESSON)
    tab.locator("a.term").first.hover()
    box = tab.locator("#definition")
    box.wait_for(state="visible")
    box.hover()
    tab.wait_for_timeout(500)
    assert box.is_visible()
    assert "Chinese:" in box.inner_text()


def test_a_definition_is_shown_by_keyboard_and_hidden_by_escape(tab):
    tab.goto(LESSON)
    term = tab.locator("a.term").first
    term.focus()
    box = tab.locator("#definition")
    box.wait_for(state="visible")
    assert term.get_attribute("aria-describedby") == "definition"
    tab.keyboard.press("Escape")
    assert box.is_hidden()


def test_a_definition_is_shown_by_a_tap_and_the_second_tap_follows(browser, address):
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 844})
    tab = context.new_page()
    tab.goto(f"{address}{LESSON}")
    term = tab.locator("a.term").first
    term.tap()
    tab.locator("#definition").wait_for(state="visible")
    assert "glossary" not in tab.url
    term.tap()
    tab.wait_for_url("**/glossary.html#term-*")
    context.close()


def test_an_answer_is_opened_by_keyboard(tab):
    tab.goto(LESSON)
    tab.locator("details.answer > summary").first.focus()
    tab.keyboard.press("Enter")
    assert tab.locator("details.answer").first.get_attribute("open") is not None


def test_the_first_stop_of_the_keyboard_skips_to_the_content(tab):
    tab.goto(LESSON)
    stops = []
    for _ in range(6):
        tab.keyboard.press("Tab")
        stops.append(tab.evaluate("() => document.activeElement.textContent.trim()"))
    assert "Skip to content" in stops


def test_a_link_into_a_folded_section_opens_it(tab):
    tab.goto(LESSON)
    anchor = tab.locator("section:has(> details.section)").first.get_attribute("id")
    tab.goto("about:blank")
    tab.goto(f"{LESSON}#{anchor}")
    assert tab.locator(f"#{anchor} > details").get_attribute("open") is not None


def test_without_scripts_a_page_can_be_read(browser, address):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{address}{LESSON}")
    assert tab.locator(".katex").first.is_visible()
    tab.locator("details.answer > summary").first.click()
    assert tab.locator("details.answer .highlight").first.is_visible()
    context.close()


def test_the_first_page_needs_little_for_its_first_paint(tab):
    sizes = []
    session = tab.context.new_cdp_session(tab)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    tab.goto("index.html", wait_until="networkidle")
    assert 0 < sum(sizes) < 300_000
