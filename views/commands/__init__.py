"""One module a command: arguments in, one call to the layers below, words out."""
