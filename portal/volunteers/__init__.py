"""Part-time grid workers (兼职网格员): how they join, what they agreed to, when they leave."""
