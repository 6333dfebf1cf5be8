"""Tables as other forms: triples today, property graph and networkx beside it."""
