"""Sphinx: the stored notebooks as they are, no execution, and nothing loaded from elsewhere."""

import sys
from types import ModuleType

# As in `analysis`: a grammar of addresses takes a second to load, and no address is checked.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

# No notebook is executed here: what would do it, with a database, need not be loaded.
for how in ("Cache", "Direct", "Inline"):
    unused = ModuleType(f"myst_nb.core.execute.{how.lower()}")
    vars(unused)[f"NotebookClient{how}"] = None
    sys.modules[unused.__name__] = unused

project = "On the sidelines"
html_title = "On the sidelines: who says what, in which words"
author = copyright = ""
language = "en"

extensions = ["myst_nb"]
nb_execution_mode = "off"
nb_ipywidgets_js = {}
myst_enable_extensions = []  # no dollar signs as formulas: articles have prices
myst_heading_anchors = 3
suppress_warnings = ["myst.header", "mystnb.unknown_mime_type"]

html_theme = "sphinx_book_theme"
templates_path = ["_templates"]
html_static_path = ["_static"]
html_css_files = ["site.css", "pages.css"]
html_extra_path = ["extra"]  # figures and tables, as files to download
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_permalinks = False
html_domain_indices = html_use_index = False
html_context = {"default_mode": "auto"}
html_sidebars = {"**": ["navbar-logo.html", "search-field.html", "sbt-sidebar-nav.html"]}
html_theme_options = {
    "disable_search": True,  # the pop-up; the field in the sidebar stays
    "navbar_persistent": [],
    "footer_content_items": ["record.html"],
    "show_navbar_depth": 2,
    "use_download_button": False,
    "use_repository_button": False,
    "use_edit_page_button": False,
    "use_fullscreen_button": False,
    "show_toc_level": 2,
    "home_page_in_toc": True,
}
mathjax_path = "no-formulas.js"  # never asked for: no page has formulas
