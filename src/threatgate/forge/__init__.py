"""GitHub, GitLab and Jira over HTTP: reviews, checks, tickets, issues, comments. The only door to the network."""
