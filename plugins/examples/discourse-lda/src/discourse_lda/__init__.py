"""Topics by latent Dirichlet allocation: `TopicModel(method="lda")`."""

from collections.abc import Callable

from discourse import Resource, hookimpl


@hookimpl
def discourse_topic_models(register: Callable[[Resource], None]) -> None:
    """Register the method; nothing of it is imported before a model is fitted."""
    estimator = "discourse_lda.model:LatentDirichletAllocation"
    register(Resource(kind="topic_models", name="lda", version="1.0", data={"estimator": estimator}))
