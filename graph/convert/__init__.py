"""Tables in other forms: triples, a property graph and networkx."""
