"""Reads op-eds, news and political text in English and turns them into evidence.

    import discourse

    document = discourse.analyze(text)
    for claim in document["claims"]:
        print(document.slice(claim.span), claim.value.source, claim.value.time)

Documents are immutable; layers stand off the text; analyzers are plugins. See `Document`, `Pipeline` and `Registry`.
"""

from .document import Annotation, Columns, Document, Evidence, EvidenceColumns, Failure, Layer, Provenance
from .errors import (
    AnalysisError,
    CheckError,
    DiscourseError,
    EngineError,
    FormatError,
    FrozenError,
    LayerError,
    MissingExtraError,
    MissingLayerError,
    NotFittedError,
    OptionError,
    PayloadError,
    PlanError,
    PluginError,
    QueryError,
    SourceError,
    StaleLayerError,
    TextError,
)
from .freezing import freeze
from .frozen import Frozen
from .hookspecs import Analyzer, AnalyzerSpec, Query, Reader, Resource, Writer, hookimpl
from .payloads import OpaqueValue, UnknownPayload
from .pipeline import Pipeline, analyze
from .progress import Progress
from .reading import Reading, read
from .registry import DEFAULT_PLUGINS, PluginInfo, Registry, default_registry
from .reviewing import read_reviewed
from .rows import records
from .sources import ReadFailure, Source
from .spans import Span
from .views import Table, View
from .writing import write

__version__ = "0.1.0"

__all__ = [
    "DEFAULT_PLUGINS",
    "AnalysisError",
    "Analyzer",
    "AnalyzerSpec",
    "Annotation",
    "CheckError",
    "Columns",
    "DiscourseError",
    "Document",
    "EngineError",
    "Evidence",
    "EvidenceColumns",
    "Failure",
    "FormatError",
    "Frozen",
    "FrozenError",
    "Layer",
    "LayerError",
    "MissingExtraError",
    "MissingLayerError",
    "NotFittedError",
    "OpaqueValue",
    "OptionError",
    "PayloadError",
    "Pipeline",
    "PlanError",
    "PluginError",
    "PluginInfo",
    "Progress",
    "Provenance",
    "Query",
    "QueryError",
    "ReadFailure",
    "Reader",
    "Reading",
    "Registry",
    "Resource",
    "Source",
    "SourceError",
    "Span",
    "StaleLayerError",
    "Table",
    "TextError",
    "UnknownPayload",
    "View",
    "Writer",
    "__version__",
    "analyze",
    "default_registry",
    "freeze",
    "hookimpl",
    "read",
    "read_reviewed",
    "records",
    "write",
]
