"""For those who write rules: worked cases that say what the knowledge base must bring out."""
