"""From files as people send them to checked tables, and what is wrong in them."""
