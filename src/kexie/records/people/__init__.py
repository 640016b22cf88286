"""People (科技工作者 / 成员): a name and a pseudonym, kept apart; where a person is at home on a day."""
