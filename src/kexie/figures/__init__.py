"""What the records add up to: indicators, questions, answers with their passports. No HTTP."""
