"""The user interfaces: terminal, web pages and HTTP. Views hold no logic."""

from views import interrupts

interrupts.remember()
