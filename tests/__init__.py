"""The whole suite. Files lie flat and are named by room: test_courses_*.py, test_tracking_*.py, …"""
