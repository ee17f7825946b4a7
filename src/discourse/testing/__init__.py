"""The plugin kit: the checks that every analyzer, format and resource has to pass, and texts to try them on.

In the tests of a plugin, with pytest, each check is a test of its own:

    from discourse.testing import parametrize_with_checks

    @parametrize_with_checks(["hedges"])
    def test_hedges(check):
        check()

or all at once, anywhere: `print(check_analyzer("hedges"))`. A check that fails says in which text, what was found and
what was expected. Nothing is passed over silently: a check that cannot apply says why, and a failure that is expected
needs a reason, and is an error once it does not fail any more.

Hypothesis strategies are in `discourse.testing.strategies`. What needs hypothesis or pytest imports them when it is
used: `pip install 'discourse-analysis[testing]'`.
"""

from .analyzers import CHECKS, check_analyzer, parametrize_with_checks
from .readers import READER_CHECKS, check_reader
from .resources import RESOURCE_CHECKS, check_codebook, check_lexicon, check_resource, check_units
from .running import Report, Result
from .writers import WRITER_CHECKS, check_writer

__all__ = [
    "CHECKS",
    "READER_CHECKS",
    "RESOURCE_CHECKS",
    "WRITER_CHECKS",
    "Report",
    "Result",
    "check_analyzer",
    "check_codebook",
    "check_lexicon",
    "check_reader",
    "check_resource",
    "check_units",
    "check_writer",
    "parametrize_with_checks",
]
