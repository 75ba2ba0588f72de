"""The rules' cases, one topic a file as the rules are; `test_cases.py` judges them all."""
