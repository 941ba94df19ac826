"""Threat models that teams already have, read natively and leniently: one format a module, found by its constant."""
