"""Streams of patients, summarised exactly in bounded memory."""
