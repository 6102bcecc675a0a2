"""Third-party supervision (第三方监督): samples anyone can draw again, and their findings."""
