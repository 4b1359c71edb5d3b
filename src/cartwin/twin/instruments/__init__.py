"""From the true state of a patient to what people score at the bedside."""

from cartwin.twin.instruments.instrument import Bedside, Instrument


__all__ = ["Bedside", "Instrument"]
