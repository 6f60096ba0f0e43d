"""A small HTML page in one file, without scripts and links, for light and dark browsers."""

from html import escape

STYLE = """
:root { color-scheme: light dark; --ground: #fff; --text: #1b1b1b; --quiet: #595959;
  --code: #f5f5f5; --line: #d9d9d9; --done: #00734d; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #161616; --text: #ececec; --quiet: #adadad; --code: #242424; --line: #444;
    --done: #2fa877; } }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto;
  padding: 0 1rem; background: var(--ground); color: var(--text); }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2.2rem 0 .5rem; display: flex; justify-content: space-between;
  gap: 1rem; flex-wrap: wrap; border-top: 1px solid var(--line); padding-top: 1.2rem; }
h2 span, .quiet { color: var(--quiet); font-weight: normal; }
.large { font-size: 1.25rem; margin: .6rem 0 1rem; }
.bar { height: .5rem; border-radius: .25rem; background: var(--line); overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--done); }
table { border-collapse: collapse; margin-top: 1.2rem; }
table.wide { width: 100%; }
table.wide td:last-child { padding-right: 0; }
td { text-align: left; vertical-align: top; padding: .15rem 1.5rem .15rem 0; }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
pre { background: var(--code); padding: .7rem .9rem; border-radius: .3rem; font-size: .85rem;
  line-height: 1.45; tab-size: 4; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font-size: .92em; }
a { color: inherit; }
summary { cursor: pointer; color: var(--quiet); margin-top: .6rem; }
""".strip()


def html_page(title, *parts):
    """Return a whole page as text.

    Arguments:
        title: the title of the page, as plain text.
        parts: the contents of the page, as HTML.
    """
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    width = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    begin = f'<!doctype html>\n<html lang="en"><head>{head}{width}'
    body = "\n".join(parts)
    return f"{begin}\n<style>\n{STYLE}\n</style></head><body>\n{body}\n</body></html>\n"


def bar(done, of):
    """Return a progress bar as HTML."""
    return f'<div class="bar"><i style="width:{100 * done / of:.0f}%"></i></div>'
