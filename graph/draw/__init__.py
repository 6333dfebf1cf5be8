"""Pictures: a result becomes a scene with positions, independent of any output."""
