"""History (操作记录): who did what when, appended, chained by commitments that hold nothing personal."""
