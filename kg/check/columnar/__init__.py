"""SHACL Core over sets: shapes become a program over columns of the store, with pyshacl's results in far less time.

``program`` reads shapes, or says that it does not understand them; ``Engine`` runs them.
"""

from kg.check.columnar.engine import Engine
from kg.check.columnar.shape_model import NotUnderstood
from kg.check.columnar.shape_parser import program

__all__ = ["Engine", "NotUnderstood", "program"]
