// Placeholder: the first test of this module replaces it.
