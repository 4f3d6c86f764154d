"""A demonstration plan: the published plan with a year of history that is made up."""
