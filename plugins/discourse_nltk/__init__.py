"""NLTK's word tokenizers and its sentence splitter, in the place of our own.

They are alternative providers: nothing takes them unless a pipeline names them.

    discourse.Pipeline("claims", providers={"tokens": "nltk-words", "sentences": "nltk-punkt"})

They serve where results have to be set beside work that was done with NLTK, and they show how another toolkit is
adapted. There are four things to see to, and each has its place here:

- what is registered (this module): the payload of the layer that is replaced, `alternative=True`, the layers it stands
  on, a factory named by text, so that nothing of NLTK is imported before a document needs it;
- where the toolkit's results lie in the text (`alignment`): offsets are never guessed, and what cannot be found is an
  error that is recorded;
- what must hold of the layer (`words`, `sentences`): paragraph by paragraph, or sentence by sentence, so that nothing
  crosses a region and nothing is found in boilerplate;
- what makes the toolkit's results depend on the machine (`patterns`): here a limit of time.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version

import discourse
from discourse import AnalyzerSpec, View
from discourse_text import Sentence, Token

__all__: list[str] = []


@discourse.hookimpl
def discourse_register_analyzers(register: Callable[[AnalyzerSpec], None]) -> None:
    """Register the alternative providers; their version names that of NLTK, by which results differ too."""
    installed = f"1.0, nltk {version('nltk')}"
    for name, provides, payload, required, factory in (
        ("nltk-words", "tokens", Token, "sentences", "discourse_nltk.words:word_tokenizer"),
        ("nltk-treebank", "tokens", Token, "sentences", "discourse_nltk.words:treebank_tokenizer"),
        ("nltk-punkt", "sentences", Sentence, "paragraphs", "discourse_nltk.sentences:PunktSplitter"),
    ):
        register(
            AnalyzerSpec(
                name=name,
                version=installed,
                provides=provides,
                payload=payload,
                requires=(required,),
                factory=factory,
                view=View(shown=False),
                alternative=True,
            )
        )
