"""What would change the answer: links and values the data lack, and people's decisions on them."""
