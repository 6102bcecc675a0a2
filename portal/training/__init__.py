"""Training (业务培训): short courses with a quiz, meetings with a list, and who is in date."""
