"""Derivatives of courses by parameters, integrated along with the steps."""
