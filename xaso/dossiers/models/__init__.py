"""Rows of a dossier, split by noun."""

from xaso.dossiers.models.behalf import Assistance, Attestation, Consent
from xaso.dossiers.models.dossier import Dossier
from xaso.dossiers.models.draft import Draft
from xaso.dossiers.models.history import Letter, Move, Request, Result
from xaso.dossiers.models.paper import Paper

__all__ = ["Assistance", "Attestation", "Consent", "Dossier", "Draft", "Letter", "Move", "Paper", "Request", "Result"]
