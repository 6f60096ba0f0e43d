"""The settings of Sphinx; what depends on the course is set in authoring/site/__main__.py."""

project = "Recurrent networks in graph mode"
author = "the course"
extensions = ["myst_parser"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4
# A notebook may begin a section with a smaller heading than the one before asks for.
suppress_warnings = ["myst.header"]
exclude_patterns = ["as_it_is"]
html_theme = "furo"
html_title = project
html_static_path = ["static"]
templates_path = ["templates"]
html_extra_path = []
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_additional_pages = {"search": "search.html"}
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_show_sourcelink = False
html_use_index = False
html_math_renderer_name = "katex"
html_favicon = "static/icon.svg"
html_theme_options = {
    "top_of_page_buttons": [],
    "light_css_variables": {
        "color-brand-primary": "#00568a",
        "color-brand-content": "#00568a",
        "color-brand-visited": "#00568a",
        "color-sidebar-caption-text": "#595959",
    },
    "dark_css_variables": {
        "color-brand-primary": "#7cc4ef",
        "color-brand-content": "#7cc4ef",
        "color-brand-visited": "#7cc4ef",
        "color-sidebar-caption-text": "#adadad",
    },
}
pygments_style = "a11y-light"
pygments_dark_style = "a11y-dark"
language = "en"
smartquotes = False  # an error text is written as it is printed
highlight_language = "none"
