"""The faces of the desk: a module a platform, each before a private package. They know core, never store or jobs."""
