"""Dosing records with the meaning of NONMEM, as events."""
