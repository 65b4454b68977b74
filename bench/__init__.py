"""Measurements that are run by hand: what they printed stands in docs/performance.md."""
