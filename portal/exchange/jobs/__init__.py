"""What happens later in exchange with other systems."""

from portal.exchange.jobs.answers import forget_answers

__all__ = ["forget_answers"]
