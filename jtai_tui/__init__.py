"""The app and the command line: how a person meets a plan."""
