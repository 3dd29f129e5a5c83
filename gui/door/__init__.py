"""The door: setting a site up, coming in, being locked out and coming back."""
