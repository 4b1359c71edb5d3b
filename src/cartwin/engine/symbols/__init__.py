"""From equations to what is compiled: expressions, their derivatives, their elimination."""
