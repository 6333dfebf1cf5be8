"""What people see: the terminal, the web, HTTP. Views hold no logic."""

from views import interrupts

interrupts.remember()
