"""How the documentation is built: `nox -s docs`. Nothing is fetched while it is built or read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import generated  # noqa: E402  # stands beside this file

import discourse  # noqa: E402  # after the path

project = "discourse"
author = project_copyright = "The discourse developers"
version = release = discourse.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
nitpicky = True
default_role = "code"
add_module_names = False

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
smartquotes = False

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_class_signature = "mixed"
autodoc_preserve_defaults = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

html_theme = "furo"
html_title = "discourse"
html_static_path = ["_static"]
html_css_files = ["discourse.css"]
html_show_sourcelink = False
html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#1d4f6e",
        "color-brand-content": "#1d4f6e",
        "font-stack": "Charter, 'Bitstream Charter', 'Source Serif 4', Georgia, serif",
        "font-stack--monospace": "'DejaVu Sans Mono', Menlo, Consolas, monospace",
    },
    "dark_css_variables": {"color-brand-primary": "#8fc1de", "color-brand-content": "#8fc1de"},
}
pygments_style = "friendly"
pygments_dark_style = "github-dark"
suppress_warnings = ["myst.xref_missing"]  # files of the repository that are no pages; a test follows those links

nitpick_ignore_regex = [
    ("py:.*", r"(?!discourse).*"),  # names of Python and of other libraries: their pages are not at hand offline
    ("py:class", r"discourse\.(\w+\.)+(B|T|R|JSON|Line|Summary|Test)"),  # type variables and aliases
    # What core and plugins work with, not public:
    ("py:class", r"discourse\.(planning\.Step|payloads\.PayloadSchema|reading\.Part|sources\.ReadLog)"),
    ("py:class", r"discourse_topics\.symmetric\.Symmetric"),
]


def resolve(app: Any, env: Any, node: Any, content: Any) -> Any:
    """Find a name where it is documented: `discourse.document.Document` is `discourse.Document`."""
    target = str(node.get("reftarget", ""))
    name = target.rpartition(".")[2]
    if node.get("refdomain") != "py" or target == f"discourse.{name}" or name not in discourse.__all__:
        return None
    domain = env.get_domain("py")
    return domain.resolve_xref(env, node["refdoc"], app.builder, node["reftype"], f"discourse.{name}", node, content)


def setup(app: Any) -> None:
    generated.write_pages(HERE / "reference" / "generated")
    app.connect("missing-reference", resolve)
