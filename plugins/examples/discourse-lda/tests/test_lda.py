"""The library finds the method by its name, and the method finds the topics."""

from importlib.metadata import entry_points

import pytest
from discourse import OptionError
from discourse_topics import TopicModel

pytestmark = pytest.mark.skipif(
    not entry_points(group="discourse.plugins", name="lda"), reason="the plugin is not installed: pip install -e ."
)

HARBOUR = [
    "Trawlers left the harbour before the storm, and the nets stayed dry.",
    "The harbour fined trawlers whose nets were too fine.",
    "Cod fill the nets of trawlers that stay out of the harbour.",
    "Fewer cod mean fewer trawlers in the harbour.",
    "Nets drift where trawlers lost them, and cod die in the nets.",
    "Cod prices rose in the harbour.",
]
SCHOOL = [
    "Pupils learn more where teachers stay in the classroom.",
    "Teachers of the school fear exams as much as pupils do.",
    "A classroom of forty pupils tires the best teachers.",
    "Exams decide which pupils the school keeps.",
    "The school lost teachers, and each classroom got more pupils.",
    "Pupils asked the school for fewer exams.",
]


def fitted(random_state: int = 0) -> TopicModel:
    return TopicModel(n_topics=2, method="lda", random_state=random_state).fit(HARBOUR + SCHOOL)


@pytest.mark.parametrize("random_state", range(3))
def test_two_themes_are_two_topics(random_state: int) -> None:
    strongest = fitted(random_state).transform(HARBOUR + SCHOOL).argmax(axis=1).tolist()
    harbour, school = strongest[0], strongest[-1]

    assert harbour != school
    assert strongest == [harbour] * 6 + [school] * 6


def test_topics_are_their_words() -> None:
    heads = {frozenset(words[:3]) for words in fitted().topics_}

    assert heads == {frozenset({"trawlers", "nets", "harbour"}), frozenset({"pupils", "teachers", "school"})}


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert fitted().digest() == fitted().digest() != fitted(random_state=1).digest()


def test_the_method_is_listed_where_another_is_not_found() -> None:
    with pytest.raises(OptionError, match=r"no topic method 'ldb'; there are: .*\blda\b"):
        TopicModel(n_topics=2, method="ldb").fit(HARBOUR + SCHOOL)
