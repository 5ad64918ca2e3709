"""Contract texts by version. A text that was ever signed is never changed: a new one is added."""
