"""The conventions of scikit-learn's estimators, without scikit-learn.

A fitted topic model is applied where scikit-learn is not imported (it costs more than a second), so `TopicModel` cannot
be a subclass of its `BaseEstimator`. What `sklearn.clone`, pipelines and grid searches ask of an estimator is little:
parameters that can be read and set by the names of the constructor's arguments, and tags.
"""

from __future__ import annotations

import inspect
from collections.abc import Collection, Mapping
from numbers import Integral
from typing import Any, Self

from discourse import OptionError
from discourse.errors import unknown

from .phrases import phrase_texts


def is_whole(value: object) -> bool:
    """Say whether a value is a whole number, numpy's included; True and False are none."""
    return isinstance(value, Integral) and not isinstance(value, bool)


class Parameters:
    """Reads and sets the parameters of an estimator, which are the keyword arguments of its constructor."""

    @classmethod
    def _defaults(cls) -> dict[str, Any]:
        return {name: parameter.default for name, parameter in inspect.signature(cls).parameters.items()}

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters by name; `deep` is there for scikit-learn, no parameter is itself an estimator."""
        return {name: getattr(self, name) for name in self._defaults()}

    def set_params(self, **parameters: Any) -> Self:
        """Set parameters by name; they count at the next `fit`.

        Raises:
            OptionError: For a name that is no parameter; the message lists those there are.
        """
        known = self._defaults()
        for name in parameters:
            if name not in known:
                raise OptionError(unknown(f"parameter of {type(self).__name__}", name, known))
        for name, value in parameters.items():
            setattr(self, name, value)
        return self

    def __sklearn_tags__(self) -> Any:
        """Say to scikit-learn what this estimator takes; called only by scikit-learn itself."""
        from sklearn.utils import InputTags, Tags, TargetTags, TransformerTags

        return Tags(
            estimator_type="transformer",
            target_tags=TargetTags(required=False),
            transformer_tags=TransformerTags(),
            input_tags=InputTags(two_d_array=False, string=True),
        )

    def __repr__(self) -> str:
        changed = [
            f"{name}={getattr(self, name)!r}"
            for name, default in self._defaults().items()
            if getattr(self, name) is not default and getattr(self, name) != default
        ]
        return f"{type(self).__name__}({', '.join(changed)})"


def plain_parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters as plain data: collections of words sorted, a tokenizer by its name."""
    plain = dict(parameters)
    for name in ("stop_words", "vocabulary"):
        if plain[name] is not None and not isinstance(plain[name], str):
            plain[name] = sorted(plain[name])
    plain["phrases"] = sorted(phrase_texts(plain["phrases"]))
    if isinstance(plain["seeds"], Mapping):
        plain["seeds"] = {label: listed(words) for label, words in plain["seeds"].items()}
    elif plain["seeds"] is not None:
        plain["seeds"] = [listed(words) for words in plain["seeds"]]
    plain["n_topics"] = int(plain["n_topics"])
    if plain["tokenizer"] is not None:
        plain["tokenizer"] = getattr(plain["tokenizer"], "__qualname__", type(plain["tokenizer"]).__qualname__)
    return plain


def listed(words: Collection[str]) -> list[str]:
    """Return words as a list; those of a set, which have no order, by the alphabet."""
    return sorted(words) if isinstance(words, (set, frozenset)) else list(words)
