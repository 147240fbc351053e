"""GENERATED from openapi.yaml by clients/generate.sh: its schemas and its operations. Not to be edited."""

__version__ = "0.1.0"
