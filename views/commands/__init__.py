"""The commands: each parses arguments, calls the layers below, and prints the answer."""
