"""Reasoning over routes: which hold in a context, what blocks them, how they rank, and how trials judge them."""
