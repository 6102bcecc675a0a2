"""What happens later in exchange with other systems."""
