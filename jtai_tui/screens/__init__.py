"""What happens: screens call the store, and show widgets what it says."""
