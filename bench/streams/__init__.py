"""What `bench/live.py` is made of: the contestants, a crowd of readers, and what is measured."""
