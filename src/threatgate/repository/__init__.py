"""The only door to Git: the repository under judgement through `judged`, the developer's own clone through `clone`."""
